# "make demo" and "make report": both run to the end, and give what the tour tells.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('demo');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

# What psql prints and says of a script, in a database of its own.
sub run_script
{
	my ($database, $script, @options) = @_;
	my ($out, $err) = ('', '');

	$node->safe_psql('postgres', "CREATE DATABASE $database");
	IPC::Run::run([ 'psql', '-X', '-q', '-d', $node->connstr($database), @options, '-f', $script ], '<', \undef, '>', \$out, '2>', \$err);
	is($?, 0, "$script runs") or diag($err);
	return ($out, $err);
}

my $page = PostgreSQL::Test::Utils::tempdir() . '/page.html';
my ($tour, $errors) = run_script('tour', 'demo/tour.sql', '-v', "page=$page");
is_deeply([ $errors =~ /(ERROR:.*)/g ], [ 'ERROR:  unknown name "revenu"' ], 'the tour meets one error, the typo that it shows');
like($tour, qr/^The report page of this shop: \Q$page\E$/m, 'it comes to its last chapter');
like(PostgreSQL::Test::Utils::slurp_file($page), qr/\A<!doctype html>.*<\/html>\s*\z/is, '... which writes a page');
cmp_ok(scalar(() = "$tour$errors" =~ /\n/g), '<', 200, 'a reader can take in the whole of it');

my ($report, $said) = run_script('report', 'demo/report.sql');
is($said, '', 'the report says nothing beside the page');
like($report, qr/\A<!doctype html>.*<\/html>\s*\z/is, 'and is a page');

$node->stop;
done_testing();
