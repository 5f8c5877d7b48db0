# The address and undefined-behaviour sanitizers of gcc, in a library that a server of the
# distribution loads. Sourced by test/sanitize and test/fuzz/run.

sanitizer_flags="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
sanitizer_library=$(gcc -print-file-name=libasan.so)

# libraries of other compilers
unset LIBRARY_PATH

# sanitizer_preload DIRECTORY: what LD_PRELOAD must be. The sanitizer has to come before the
# server's own libraries, and see early.c for why that is not enough.
sanitizer_preload() {
	gcc -shared -fPIC -Wl,-z,initfirst -o "$1/early.so" test/lib/early.c
	echo "$sanitizer_library:$1/early.so"
}

export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:detect_stack_use_after_return=0
export UBSAN_OPTIONS=print_stacktrace=1
