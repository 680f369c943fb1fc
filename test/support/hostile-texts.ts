/** Texts that were written to do something to whoever shows them; each would call `pwned` or stand out otherwise. */
export const HOSTILE_TEXTS = [
	'</script><script>pwned("script end")</script>',
	'<img src=x onerror=pwned("image")>',
	'"><svg onload=pwned("attribute")>',
	"' onmouseover='pwned(1)",
	'<!--<script>pwned("comment")',
	']]></style></title><script>pwned("title")</script>',
	'=HYPERLINK("http://127.0.0.1:9/x","click")',
	'@SUM(1+1)*cmd|" /C calc"!A0',
	'-2+3+cmd|" /C calc"!A0',
	'&lt;b&gt; &amp;amp; {{pwned()}} $(pwned)',
	'javascript:pwned(1)',
	'../../../../etc/passwd',
	'你好，世界 こんにちは 안녕하세요',
	'\u202eright to left override\u202c مرحبا بالعالم שלום',
	'👩‍👩‍👧‍👦🏳️‍🌈 e\u0301\u0302',
	'line\u2028separator\u2029paragraph\r\nbreak\ttab\0nul',
] as const;
