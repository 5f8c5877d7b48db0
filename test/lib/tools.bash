# What the programs in test/ share; they source this file.

# as_server COMMAND...: as the user that the server runs as, for PostgreSQL refuses to run as root.
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

# give_to_server DIRECTORY: lets the server write there.
give_to_server() {
	if [ "$(id -u)" -eq 0 ]; then
		chown -R postgres "$1"
	fi
}

# copy_tree DIRECTORY: this tree as it is now, without what was built. What was built in an
# earlier copy stays there, to be built upon.
copy_tree() {
	mkdir -p "$1"
	find "$1" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
	tar -c --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.so' --exclude='*.d' . | tar -x -C "$1"
}

# end_on_signals: a signal ends the program by its EXIT trap.
end_on_signals() {
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}
