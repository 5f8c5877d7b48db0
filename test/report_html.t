# The report in a browser, headless Chromium: nothing is wider than the screen, no text is paler than WCAG AA
# asks for, nothing is loaded or refused, on a phone and on a desktop, light, dark and as PDF. To look at the pictures:
# REPORT_PICTURES=/some/directory test/cluster test/run test/report_html.t (writable by the server's user).

use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);

my ($chromium) = grep { -x } map { my $dir = $_; map { "$dir/$_" } qw(chromium chromium-browser google-chrome) } split /:/, $ENV{PATH};

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}
plan skip_all => 'needs Chromium' unless $chromium;

my $node = PostgreSQL::Test::Cluster->new('report');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

my $dir = $ENV{REPORT_PICTURES} // tempdir(CLEANUP => 1);
my $home = tempdir(CLEANUP => 1);

# What Chromium prints and says of a file, with options.
sub browse
{
	my ($file, @options) = @_;
	my $profile = tempdir(CLEANUP => 1);
	local $ENV{HOME} = $home;

	my ($out, $err) = PostgreSQL::Test::Utils::run_command(
		[ $chromium, qw(--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
			--disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars --allow-file-access-from-files --enable-logging=stderr),
			"--user-data-dir=$profile", @options, "file://$dir/$file" ]);
	return ($out, join "\n", grep { /CONSOLE|Refused|Not allowed/ } split /\n/, $err);
}

sub write_file
{
	my ($name, $text) = @_;
	open my $file, '>', "$dir/$name" or die "$dir/$name: $!";
	print $file $text;
	close $file;
}

$node->safe_psql('postgres', q{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('shop', $$grades A '重点客户 | key account' > B '优质客户 | good' > C '普通客户 | regular' > D;
		metric revenue number >= 0 unit 'CNY' '销售额 | revenue of a longer name than one expects'; metric paid text in ('prompt' > 'late');
		criterion size weight 2 max 10 '规模 | size' = 10 when revenue > 900, 5 otherwise;
		grade A when revenue >= 900 and (paid = 'prompt' or revenue between 950 and 990) and score >= 10; grade B when revenue >= 600;
		grade C when revenue >= 200; grade D otherwise; cap C when (paid = 'late') is true '有逾期款 | an invoice is overdue'; target A = 10%;
		treatment credit_limit for A = 200000 unit 'CNY'; treatment visit_interval = 30 unit 'day'; provisional 1 month;$$,
		'2020-01-01', '客户分级 | Customers of the shop');
	SELECT customer_grade.define_standard('many', ('grades ' || string_agg(format('"label %s of sixty-four <b>"', n), ' > ' ORDER BY n) || '; metric revenue number; '
		|| string_agg(format('grade "label %s of sixty-four <b>" when revenue <= %s;', n, n * 16), ' ' ORDER BY n))::customer_grade.rubric, '2020-01-01', repeat('Averylongtitle', 12), force => 'a gap above') FROM generate_series(1, 64) AS n;
	CREATE TABLE customer (id int PRIMARY KEY, name text, revenue numeric, paid text);
	CREATE TABLE nobody (id int PRIMARY KEY, revenue numeric, paid text);
	CREATE TABLE crowd AS SELECT n AS id, n % 1000 AS revenue, 'prompt' AS paid FROM generate_series(1, 150000) AS n;
	ALTER TABLE crowd ADD PRIMARY KEY (id);
	SET customer_grade.clock = '2023-11-10 10:00+00';
	INSERT INTO customer SELECT n, CASE n % 3 WHEN 0 THEN '远航贸易' WHEN 1 THEN '<script>document.title = 1</script>' || repeat('W', 60) ELSE 'Lakeside & Co' END || n,
		nullif(n * 37 % 1000, 7), CASE WHEN n % 9 > 0 THEN 'prompt' ELSE 'late' END FROM generate_series(1, 400) AS n;
	SELECT customer_grade.attach('shop', 'customer', time_zone => 'UTC');
	SELECT customer_grade.attach('shop', 'nobody');
	SELECT customer_grade.attach('shop', 'crowd', time_zone => 'UTC');
	SELECT customer_grade.attach('many', 'customer', time_zone => 'UTC');
	DO $$ BEGIN FOR m IN 0..12 LOOP
		PERFORM set_config('customer_grade.clock', (timestamp '2023-12-20' + m * interval '1 month') || '+00', false);
		UPDATE customer SET revenue = (revenue + 311 * m) % 1000 WHERE id % 13 = m;
		INSERT INTO customer SELECT 1000 + m * 10 + n, 'new', n * 90, NULL FROM generate_series(1, 9) AS n;
	END LOOP; END $$;
	ALTER DATABASE postgres SET customer_grade.clock = '2024-12-20 12:00+00';
});
my %page = (
	'en' => q{'shop', 'customer', name_column => 'name', amount_column => 'revenue'},
	'zh' => q{'shop', 'customer', language => 'zh', name_column => 'name', amount_column => 'revenue'},
	'empty' => q{'shop', 'nobody', amount_column => 'revenue'},
	'crowd' => q{'shop', 'crowd', as_of => '2024-12-19'},
	'many' => q{'many', 'customer', name_column => 'name', amount_column => 'revenue'});
my %html = map { $_ => $node->safe_psql('postgres', "SELECT customer_grade.report_html($page{$_})") } keys %page;
$node->stop;

# as it is printed
($html{paper} = $html{crowd}) =~ s/<meta http-equiv="Content-Security-Policy"[^>]*>|(?<=\@media )print/$& eq 'print' ? 'all' : ''/ge;
write_file("$_.html", $html{$_}) foreach keys %html;

# A page in frames of several widths: the pages themselves run no script, so the frame around them measures.
my $measure = <<'HTML';
<!DOCTYPE html><meta charset="utf-8"><body><script>
function rgba(text) { const n = text.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n }
function over(top, below) { return [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1) }
function light(c) { return [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => { const v = c[i] / 255; return sum + w * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4) }, 0) }
function paper(e) {	// the color below an element
	const chain = []; for (; e; e = e.parentElement) chain.push(rgba(e.ownerDocument.defaultView.getComputedStyle(e).backgroundColor));
	return chain.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]) }
function check(frame) {
	const d = frame.contentDocument, w = frame.contentWindow, faults = [], width = d.documentElement.clientWidth;
	if (d.documentElement.scrollWidth > width) faults.push('scrolls: ' + d.documentElement.scrollWidth);
	for (const e of d.body.querySelectorAll('*')) {
		const box = e.getBoundingClientRect(), style = w.getComputedStyle(e);
		if (!box.width || style.display === 'none' || box.right <= 0) continue;
		if (!e.closest('.scroll, .defs') && (box.right > width + 1 || box.left < -1)) faults.push('sticks out: ' + e.outerHTML.slice(0, 90));
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.matches('title, desc, .unseen, .unseen *')) continue;
		const svg = e.namespaceURI.endsWith('svg'), below = paper(svg ? e.closest('svg').parentElement : e), ink = over(rgba(svg ? style.fill : style.color), below);
		const [a, b] = [light(ink), light(below)].sort((x, y) => y - x), contrast = (a + 0.05) / (b + 0.05);
		if (contrast < 4.5) faults.push('pale ' + contrast.toFixed(2) + ': ' + e.outerHTML.slice(0, 90));
		if (parseFloat(style.fontSize) * (svg && e.ownerSVGElement.viewBox.baseVal.width ? e.ownerSVGElement.getBoundingClientRect().width / e.ownerSVGElement.viewBox.baseVal.width : 1) < 11)
			if (!frame.dataset.name.startsWith('paper')) faults.push('small: ' + e.outerHTML.slice(0, 90)) }
	const texts = [...d.querySelectorAll('#months svg text')].filter(t => w.getComputedStyle(t).display !== 'none').map(t => [t, t.getBoundingClientRect()]);
	for (const [t, p] of texts) {
		const figure = t.closest('figure').getBoundingClientRect();
		if (p.left < figure.left || p.right > figure.right) faults.push('cut: ' + t.textContent) }
	for (const [t, p] of texts) for (const [u, q] of texts)
		if (t !== u && t.compareDocumentPosition(u) & 4 && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3) faults.push('overlap: ' + t.textContent + ' ' + u.textContent);
	return faults.length ? faults.slice(0, 8).join('; ') : 'fine' }
window.onload = () => {
	const said = [...document.querySelectorAll('iframe')].map(f => '\n' + f.dataset.name + ': ' + check(f) + ', ' + f.contentDocument.querySelectorAll('svg').length + ' charts');
	document.body.textContent = said.join('') + '\n' }
</script>
HTML
my @frames = ((map { my $name = $_; map { [ $name, $_ ] } (320, 390, 768, 1280) } sort keys %page), [ paper => 718 ]);
write_file('measure.html', $measure . join('', map
	qq{<iframe src="$_->[0].html" data-name="$_->[0] $_->[1]" style="width:$_->[1]px;height:900px;border:0"></iframe>\n}, @frames));

foreach my $scheme ([ light => 1 ], [ dark => 0 ])
{
	my ($name, $setting) = @$scheme;
	my ($out, $said) = browse('measure.html', '--dump-dom', "--blink-settings=preferredColorScheme=$setting");

	is($said, '', "$name: nothing refused, nothing complained of");
	foreach my $frame (@frames)
	{
		my ($page, $width) = @$frame;
		my ($result) = $out =~ /^\Q$page\E $width: (.*), [1-9]\d* charts$/m;
		is($result, 'fine', "$name: $page at $width pixels") or diag(substr $out, 0, 2000);
	}
}

# Pictures: dark must be dark, and all must be there.
foreach my $picture ([ 'desktop', 'en.html', '1280,3600', 1 ], [ 'dark', 'zh.html', '1280,3600', 0 ], [ 'phone', 'phone.html', '500,5200', 1 ])
{
	my ($name, $file, $size, $setting) = @$picture;

	write_file('phone.html', '<body style="margin:0"><iframe src="en.html" style="width:390px;height:5200px;border:0"></iframe>');
	browse($file, "--screenshot=$dir/$name.png", "--window-size=$size", "--blink-settings=preferredColorScheme=$setting");
	my $png = -e "$dir/$name.png" ? PostgreSQL::Test::Utils::slurp_file("$dir/$name.png") : '';
	is(join(',', unpack('x16 N N', $png)), $size, "picture: $name");
}
browse('en.html', "--print-to-pdf=$dir/en.pdf", '--no-pdf-header-footer', '--blink-settings=preferredColorScheme=0');
my $pdf = -e "$dir/en.pdf" ? PostgreSQL::Test::Utils::slurp_file("$dir/en.pdf") : '';
like($pdf, qr/^%PDF/, 'printed');
my $pages = () = $pdf =~ m{/Type\s*/Page\b(?!s)}g;
cmp_ok($pages, '<=', 6, 'on a few pages');

done_testing();
