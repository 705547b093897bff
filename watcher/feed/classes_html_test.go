package feed

import (
	"strings"
	"testing"
)

// What runs, frames, asks or hides is taken out, wherever it stands and however
// it is written.
func TestSanitizeClasses(t *testing.T) {
	tests := []struct{ html, want string }{
		{`safe <b>text</b>`, `safe <b>text</b>`},
		{`safe<script type="text/javascript">location.href='http:/'+'/evil.example/';</script> text`, `safe text`},
		{`safe<SCRIPT>x</SCRIPT> text`, `safe text`},
		{`safe<script src="http://evil.example/x.js"></script> text`, `safe text`},
		{`safe<script> text`, `safe`},
		{`safe<style>p{}</style> text`, `safe text`},
		{`safe<applet code="foo.class" codebase="http://evil.example/">x</applet> text`, `safe text`},
		{`safe<embed src="http://evil.example/"> text`, `safe text`},
		{`safe<object classid="clsid:C932BA85-4374-101B-A56C-00AA003668DC">x</object> text`, `safe text`},
		{`safe<iframe src="http://evil.example/"></iframe> text`, `safe text`},
		{`safe<frameset rows="*"><frame src="http://evil.example/"></frameset> text`, `safe text`},
		{`safe<meta http-equiv="Refresh" content="0; URL=http://evil.example/"> text`, `safe text`},
		{`safe<link rel="stylesheet" href="http://evil.example/x.css"> text`, `safe text`},
		{`safe<base href="http://evil.example/"> text`, `safe text`},
		{`safe<!-- remark --> text`, `safe text`},
		{`safe<?php echo 1 ?> text`, `safe text`},
		{`safe<form action="x"><input type="text" name="a"></form> text`, `safe text`},
		{`safe<button onclick="x">b</button> text`, `safeb text`},
		{`<a href="http://a.example/" onclick="x" onmouseover='y' ONLOAD=z>l</a>`, `<a href="http://a.example/">l</a>`},
		{`<img src="http://a.example/i.png" onerror="x" alt="i">`, `<img src="http://a.example/i.png" alt="i">`},
		{`<img src="http://a.example/i.png"/>`, `<img src="http://a.example/i.png"/>`},
		{`<p style="background:url(javascript:x)">p</p>`, `<p>p</p>`},
		{`<p style="width: expression(alert(1))">p</p>`, `<p>p</p>`},
		{`<a href="javascript:alert(1)">l</a>`, `l`},
		{`<a href=" JaVaScRiPt:alert(1)">l</a>`, `l`},
		{`<a href="java&#09;script:alert(1)">l</a>`, `l`},
		{`<a href="&#106;avascript:alert(1)">l</a>`, `l`},
		{`<a href="vbscript:x">l</a>`, `l`},
		{`<a href="data:text/html,x">l</a>`, `l`},
		{`<img src="javascript:alert(1)">`, ``},
		{`<img src="data:image/png;base64,AAAA">`, ``},
		{`<a href="mailto:a@a.example">m</a>`, `<a href="mailto:a@a.example">m</a>`},
		{`<a href="tel:+123">m</a>`, `<a href="tel:+123">m</a>`},
		{`<b>not closed`, `<b>not closed</b>`},
		{`<b><i>crossed</b></i>`, `<b><i>crossed</i></b>`},
		{`</p>closed`, `closed`},
		{`<p>one<p>two`, `<p>one</p><p>two</p>`},
		{`<a name="x"/>after <b/>all`, `after <b></b>all`},
		{`<scr<script>ipt>alert(1)</script>`, `ipt&gt;alert(1)`},
		{`<svg onload="x"><circle/></svg>text`, `text`},
		{`<math><mi>x</mi></math>text`, `xtext`},
		{`<table><tr><td colspan="2">c</td></tr></table>`, `<table><tr><td colspan="2">c</td></tr></table>`},
		{`<ul><li>a<li>b</ul>`, `<ul><li>a</li><li>b</li></ul>`},
		{`<h2>h</h2><blockquote cite="http://a.example/">q</blockquote><pre>p</pre><code>c</code><hr>`, `<h2>h</h2><blockquote cite="http://a.example/">q</blockquote><pre>p</pre><code>c</code><hr>`},
		{`a &amp; b &lt; c &copy;`, `a &amp; b &lt; c ©`},
		{`a & b`, `a &amp; b`},
		{`1 < 2`, `1 &lt; 2`},
		{`<font color="red">f</font><center>c</center>`, `fc`},
		{`<abbr title="T">a</abbr><acronym title="T">b</acronym>`, `<abbr title="T">a</abbr><acronym title="T">b</acronym>`},
		{`<video src="http://a.example/v.mp4" controls></video>text`, `text`},
		{`<img src="http://a.example/i.png" width="10" height="20" title="t">`, `<img src="http://a.example/i.png" width="10" height="20" title="t">`},
		{`<a href="http://a.example/" title="t" target="_blank" rel="me" name="n" id="i" class="c">l</a>`, `<a href="http://a.example/" title="t" id="i">l</a>`},
		{`<em dir="rtl" lang="ar">x</em>`, `<em dir="rtl" lang="ar">x</em>`},
	}
	for _, test := range tests {
		got := Sanitize(test.html)
		if got != test.want {
			t.Errorf("Sanitize(%q)\n got %q\nwant %q", test.html, got, test.want)
		}
		if again := Sanitize(got); again != got {
			t.Errorf("Sanitize(%q) = %q, and of that %q", test.html, got, again)
		}
	}
}

// The same through a whole feed, in each of the fields that are HTML.
func TestSanitizedFields(t *testing.T) {
	const bad = `safe<script>x</script> <a href="javascript:x" onclick="y">l</a><iframe src="z"></iframe>`
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(bad)
	const want = "safe l"
	testClasses(t, []class{{"fields", []classCase{
		{itemOf(`<description>` + escaped + `</description>`), []string{"item/summary=" + want}},
		{itemOf(`<description><![CDATA[` + bad + `]]></description>`), []string{"item/summary=" + want}},
		{itemOf(`<description>` + bad + `</description>`), []string{"item/summary=" + want}},
		{itemOf(`<content:encoded>` + escaped + `</content:encoded>`), []string{"item/content=" + want}},
		{itemOf(`<xhtml:body>` + bad + `</xhtml:body>`), []string{"item/content=" + want}},
		{itemOf(`<title>` + escaped + `</title>`), []string{"item/title=" + want}},
		{channelOf(`<title>` + escaped + `</title><description>` + escaped + `</description>`), []string{"title=" + want, "description=" + want}},
		{entryOf(`<summary type="html">` + escaped + `</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">` + bad + `</div></content>`), []string{"item/summary=" + want, "item/content=" + want}},
		{feedOf(`<title type="html">` + escaped + `</title><subtitle type="html">` + escaped + `</subtitle>`), []string{"title=" + want, "description=" + want}},
	}}})
}
