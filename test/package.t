# The packages: one version everywhere, META.json by the rules of PGXN, the distribution that
# "make dist" writes, and a Debian package that works where it is unpacked.

use strict;
use warnings;
use IO::Uncompress::Unzip;
use JSON::PP;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $dir = PostgreSQL::Test::Utils::tempdir();
$ENV{HOME} = $dir;

# Output of a command that must succeed.
sub run
{
	my @command = @_;
	my ($out, $err) = ('', '');

	IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err) or BAIL_OUT("@command: $out$err");
	return $out;
}

sub first
{
	my ($file, $pattern) = @_;

	return PostgreSQL::Test::Utils::slurp_file($file) =~ $pattern ? $1 : "no version in $file";
}

# Version

my $version = first('customer_grade.control', qr/^default_version = '(.*)'/m);
my $text = PostgreSQL::Test::Utils::slurp_file('META.json');
my $meta = JSON::PP->new->utf8->decode($text);

like($version, qr/^\d+\.\d+\.\d+$/, 'the control file has a version');
is($meta->{version}, $version, 'META.json has that of the control file');
is($meta->{provides}{customer_grade}{version}, $version, '... also for the extension');
is(first('CHANGELOG.md', qr/^## \[(\d.*?)\]/m), $version, 'CHANGELOG.md begins with it');
is(first('debian/changelog', qr/^customer-grade \((.*)-\d+\)/), $version, 'debian/changelog, too');

my $unreleased = first('CHANGELOG.md', qr/^## \[\d.*?\] - (.*)/m) eq 'unreleased';
is($meta->{release_status} ne 'stable', $unreleased, 'META.json and CHANGELOG.md agree on whether it is released');
is(first('debian/changelog', qr/^customer-grade \S+ (\w+);/) eq 'UNRELEASED', $unreleased, '... debian/changelog, too');

# META.json, as PGXN's Meta Spec 1.0.0 has it

my $string = sub { defined $_[0] && !ref $_[0] && length $_[0] };
my $term = sub { $string->($_[0]) && $_[0] =~ m{^[^\s[:cntrl:]/\\]{2,}$} };
my $tag = sub { $string->($_[0]) && $_[0] =~ m{^[^[:cntrl:]/\\]{1,256}$} };
my $number = qr/(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[A-Za-z][-0-9A-Za-z]*)?/;
my $semver = sub { $string->($_[0]) && $_[0] =~ /^$number$/ };
my $range = sub { $string->($_[0]) && $_[0] =~ /^(?:0|(?:[<>]=?|[!=]=)?\s*$number(?:\s*,\s*(?:[<>]=?|[!=]=)\s*$number)*)$/ };
my $file = sub { $string->($_[0]) && -f $_[0] };
my $url = sub { $string->($_[0]) && $_[0] =~ m{^[a-z][a-z0-9+.-]*://[^/?#]+} };
my $email = sub { $string->($_[0]) && $_[0] =~ /.@./ };
my $one_of = sub { my %known = map { $_ => 1 } @_; sub { $string->($_[0]) && $known{$_[0]} } };
my $list = sub { my $item = shift; sub { !grep { !$item->($_) } ref $_[0] eq 'ARRAY' ? @{$_[0]} : $_[0] } };
my $license = $one_of->(qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 gpl_1 gpl_2
	gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib open_source
	restricted unrestricted unknown));

# A map: keys that must be there, keys that may be, else a rule for names and values, else keys of one's own only.
sub map_of
{
	my ($required, $optional, $name, $value) = @_;

	return sub {
		my $map = shift;

		return 0 if ref $map ne 'HASH' || grep { !exists $map->{$_} } keys %$required;
		foreach my $key (keys %$map)
		{
			my $rule = $required->{$key} // $optional->{$key} // ($name && $name->($key) ? $value : undef);

			next if !$rule && $key =~ /^x_/i;
			return 0 unless $rule && $rule->($map->{$key});
		}
		return 1;
	};
}

my $valid = map_of(
	{
		name => $term, version => $semver, abstract => $string, maintainer => $list->($string),
		license => sub { ref $_[0] eq 'HASH' ? map_of({}, {}, $string, $url)->($_[0]) : $list->($license)->($_[0]) },
		provides => map_of({}, {}, $term,
			map_of({ file => $file, version => $semver }, { abstract => $string, docfile => $file })),
		'meta-spec' => map_of({ version => $one_of->('1.0.0') }, { url => $url }),
	},
	{
		description => $string, generated_by => $string, tags => $list->($tag),
		release_status => $one_of->(qw(stable testing unstable)),
		no_index => map_of({}, { file => $list->($string), directory => $list->($string) }),
		prereqs => map_of({}, {}, $one_of->(qw(configure build test runtime develop)),
			map_of({}, {}, $one_of->(qw(requires recommends suggests conflicts)), map_of({}, {}, $term, $range))),
		resources => map_of({}, {
			homepage => $url, license => $list->($url),
			bugtracker => map_of({}, { web => $url, mailto => $email }),
			repository => map_of({}, { web => $url, url => $url, type => sub { $string->($_[0]) && $_[0] eq lc $_[0] } }) }),
	});

ok($valid->($meta), 'META.json keeps to the rules');
is_deeply([ keys %{ $meta->{provides} } ], [ map { s/\.control$//r } glob('*.control') ], '... and provides the extension');

# the rules see what is wrong
foreach my $wrong (
	[ 'no license', sub { delete $_[0]{license} } ],
	[ 'an unknown licence', sub { $_[0]{license} = 'gpl' } ],
	[ 'a version of two numbers', sub { $_[0]{version} = '1.0' } ],
	[ 'a leading zero', sub { $_[0]{provides}{customer_grade}{version} = '1.0.01' } ],
	[ 'a file that is not there', sub { $_[0]{provides}{customer_grade}{file} = 'customer_grade.sql' } ],
	[ 'an unknown key', sub { $_[0]{licence} = 'postgresql' } ],
	[ 'an unknown phase', sub { $_[0]{prereqs}{install} = {} } ],
	[ 'a requirement that is no version', sub { $_[0]{prereqs}{runtime}{requires}{PostgreSQL} = '13' } ],
	[ 'a tag with a slash', sub { push @{ $_[0]{tags} }, 'a/b' } ],
	[ 'an unknown specification', sub { $_[0]{'meta-spec'}{version} = '3.0.0' } ])
{
	my $copy = JSON::PP->new->utf8->decode($text);

	$wrong->[1]->($copy);
	ok(!$valid->($copy), "... which refuse $wrong->[0]");
}

# make installcheck

my @programs = run('make', '-n', 'installcheck') =~ m{(/\S+regress) }g;
cmp_ok(scalar(@programs), '>', 0, 'make installcheck runs programs');
is_deeply([ grep { !-x } @programs ], [], '... that come with this server');
is_deeply([ grep { PostgreSQL::Test::Utils::slurp_file($_) =~ /\bpostgres\b/ } glob('expected/*.out') ], [],
	'... and expect no superuser of a certain name');

# make dist

sub copy_of_the_tree
{
	my ($name) = @_;

	mkdir "$dir/$name" or die $!;
	run('sh', '-c', qq{tar -c --exclude=./tmp_check . | tar -x -C "$dir/$name"});
	return "$dir/$name";
}

SKIP:
{
	my $ignored;

	skip 'needs git', 3 unless eval { IPC::Run::run([qw(git --version)], '>', \$ignored) };

	my $tree = copy_of_the_tree('committed');
	my @git = ('git', '-C', $tree, '-c', 'user.name=regress', '-c', 'user.email=regress@localhost');
	my $zip = "$tree/build/customer_grade-$version.zip";
	my @names;

	run(@git, qw(-c init.defaultBranch=main init -q));
	run(@git, qw(add .));
	run(@git, qw(commit -q -m all));
	run('make', '-s', '-C', $tree, 'dist');
	my $unzip = IO::Uncompress::Unzip->new($zip) or BAIL_OUT("$zip: $IO::Uncompress::Unzip::UnzipError");
	do { push @names, $unzip->getHeaderInfo->{Name} } while $unzip->nextStream > 0;
	is_deeply(
		[ sort grep { !m{/$} } @names ],
		[ sort map { "customer_grade-$version/$_" } split /\n/, run(@git, qw(ls-files)) ],
		'the distribution has every file, in a directory of its own');
	ok(!(grep { /\.(?:o|so|bc)$|\/build\// } @names), '... and nothing that was built');

	PostgreSQL::Test::Utils::append_to_file("$tree/README.md", "more\n");
	ok(!IPC::Run::run([ 'make', '-s', '-C', $tree, 'dist' ], '>&', \$ignored), '... but not with changes that nobody else has');
}

# The Debian package

SKIP:
{
	my $tree = copy_of_the_tree('debian');
	my ($server) = run($ENV{PG_CONFIG} // 'pg_config', '--bindir') =~ m{^/usr/lib/postgresql/(\d+)/bin};
	my $out = '';

	# of what Debian takes for granted, gcc and make are enough
	skip 'needs debhelper and postgresql-server-dev-all', 6
		unless $server
		&& IPC::Run::run([qw(sh -c), 'command -v dpkg-buildpackage pg_buildext dh dh_make_pgxs'], '>&', \$out)
		&& IPC::Run::run([qw(dpkg-checkbuilddeps -I -Pnocheck debian/control)], '>&', \$out);

	$ENV{PG_SUPPORTED_VERSIONS} = first('debian/control', qr/^Package: postgresql-(\d+)-/m);
	ok(IPC::Run::run([qw(pg_buildext checkcontrol)], '>&', \$out), 'debian/control comes from debian/control.in') or diag($out);

	# for the server that runs the tests, whichever Debian's own is
	$ENV{PG_SUPPORTED_VERSIONS} = $server;
	$ENV{DEB_BUILD_OPTIONS} = 'nocheck';
	ok( IPC::Run::run(
			[qw(sh -c), 'cd "$0" && pg_buildext updatecontrol && dpkg-buildpackage -d -b -us -uc -Pnocheck', $tree], '>&', \$out),
		'the package builds')
		or diag(substr($out, -3000));
	my ($changes) = glob("$dir/customer-grade_$version-*.changes");
	SKIP:
	{
		skip 'needs lintian', 1 unless IPC::Run::run([qw(sh -c), 'command -v lintian'], '>&', \$out);
		ok(IPC::Run::run([ 'lintian', '--fail-on', 'error,warning', $changes ], '>&', \$out), '... of which lintian finds nothing wrong')
			or diag($out);
	}
	my ($deb) = glob("$dir/postgresql-$server-customer-grade_$version-*.deb");
	run('dpkg-deb', '-x', $deb, "$dir/root");
	like(run('dpkg-deb', '-f', $deb, 'Depends'), qr/\bpostgresql-$server\b/, '... and depends on its server');
	ok(-f "$dir/root/usr/share/doc/postgresql-$server-customer-grade/doc/language.md", '... and has the documents');

	# as the server under test finds the extension, but where the package is unpacked
	my $node = PostgreSQL::Test::Cluster->new('deb');
	my $conf = PostgreSQL::Test::Utils::slurp_file($ENV{TEMP_CONFIG});

	$conf =~ s{\Q$ENV{CLUSTER_DIR}\E/root}{$dir/root}g;
	$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
	$node->append_conf('postgresql.conf', $conf);
	$node->start;
	is( $node->safe_psql('postgres', q{
			CREATE EXTENSION customer_grade;
			SELECT customer_grade.adopt('sales_opportunity_abcd', 'sales');
			SELECT extversion FROM pg_extension WHERE extname = 'customer_grade';
			SELECT customer_grade.grade('grades A > B; grade A when x >= 1; grade B otherwise;'::customer_grade.rubric, '{"x": 1}')
		}), "sales\n$version\nA", '... and grades where it is unpacked');
	$node->stop;
}

done_testing();
