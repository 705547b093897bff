package config

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// TestReadOPML reads files as they are found: what is odd around the outlines
// does no harm to them.
func TestReadOPML(t *testing.T) {
	wide := func(s string, order binary.AppendByteOrder) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	plain := `<?xml version="1.0" encoding="UTF-16"?><opml><body><outline text="Мир" xmlUrl="https://a.example.org/"/></body></opml>`
	for name, c := range map[string]struct{ text, want, err string }{
		"wrong case":       {`<OPML><BODY><OUTLINE TEXT="A" XMLURL="https://a.example.org/"/></BODY></OPML>`, "1 https://a.example.org/ A []", ""},
		"no head, no root": {`<body><outline title="A" xmlUrl="https://a.example.org/"/></body>`, "1 https://a.example.org/ A []", ""},
		"ampersand":        {`<opml><outline text="A & B &amp; C &eacute;" xmlUrl="https://a.example.org/?a=1&b=2&amp;c=3"/></opml>`, "1 https://a.example.org/?a=1&b=2&c=3 A & B & C é []", ""},
		"no type, a link":  {"<opml>\n<outline type='link' url='https://l.example.org'/>\n<outline type='include' url='https://i.example.org'/>\n<outline type='RSS' text='A' url='https://a.example.org'/></opml>", "4 https://a.example.org A []", ""},
		"folders":          {`<opml><outline text=" One "><outline title="Two, Three"><outline text="A" xmlUrl="https://a.example.org/" category="x, /y/z,One"/></outline></outline><outline text="B" xmlUrl="https://b.example.org/"/></opml>`, "1 https://a.example.org/ A [One Two Three x y z]\n1 https://b.example.org/ B []", ""},
		"feed in a feed":   {`<opml><outline text="A" xmlUrl="https://a.example.org/"><outline text="B" xmlUrl="https://b.example.org/"/></outline></opml>`, "1 https://a.example.org/ A []\n1 https://b.example.org/ B []", ""},
		"own, undeclared":  {`<opml><outline text="A" xmlUrl="https://a.example.org/" vedette:fulltext="never" vedette:Paused="true" xmlns:v="urn:x-vedette:opml" v:every="1h"/></opml>`, "1 https://a.example.org/ A [] every 1h paused", ""},
		"own, wrong":       {`<opml><outline text="A" xmlUrl="https://a.example.org/" vedette:every="often" vedette:class="x"/></opml>`, "1 https://a.example.org/ A [] wrong", ""},
		"not the web":      {`<opml><outline text="A" xmlUrl="javascript:x"/><outline text="A" xmlUrl="http://10.0.0.1/"/></opml>`, "1 javascript:x A [] wrong\n1 http://10.0.0.1/ A [] wrong", ""},
		"cut":              {"<opml>\n<outline text='A' xmlUrl='https://a.example.org'/>\n<outline text='B' xmlUr", "2 https://a.example.org A []", ":3: unexpected EOF"},
		"ends swapped":     {"<opml><body><outline text='F'><outline text='A' xmlUrl='https://a.example.org'></body></opml>", "1 https://a.example.org A [F]", ""},
		"control":          {"<opml><outline text='A\x01\x0b' xmlUrl='https://a.example.org'/></opml>", "1 https://a.example.org A []", ""},
		"references":       {"<opml><outline text='A&#x1b;&#0;&#XFFFF;&#xd800;&#99999999999;&#65;&#x42;&#;' xmlUrl='https://a.example.org/&#7;'/>\n<outline text='B' xmlUrl='https://b.example.org'/></opml>", "1 https://a.example.org/ AAB&#; []\n2 https://b.example.org B []", ""},
		"no charset":       {"<opml><outline text='\xc4' xmlUrl='https://a.example.org'/></opml>", "1 https://a.example.org Ä []", ""},
		"cyrillic":         {"<?xml version='1.0' encoding='koi8-r'?><opml><outline text='\xed\xc9\xd2' xmlUrl='https://a.example.org'/></opml>", "1 https://a.example.org Мир []", ""},
		"wide, little":     {string(wide(plain, binary.LittleEndian)), "1 https://a.example.org/ Мир []", ""},
		"wide, big":        {string(wide(plain, binary.BigEndian)), "1 https://a.example.org/ Мир []", ""},
		"said wide":        {plain, "1 https://a.example.org/ Мир []", ""},
		"no OPML":          {"<rss/>", "", ":1: this is not OPML: it starts with <rss>"},
		"empty":            {" ", "", ":1: this is not OPML: it holds no element"},
		"unknown charset":  {"<?xml version='1.0' encoding='nonsense'?><opml/>", "", `:1: the charset "nonsense" is not known`},
	} {
		f, err := OpenFeedFile(filepath.Join(t.TempDir(), "none.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		feeds, err := f.ReadOPML([]byte(c.text))
		if got := fmt.Sprint(err); got != c.err && (err != nil || c.err != "") {
			t.Errorf("%s: error %v, want %q", name, err, c.err)
		}
		var got []string
		for _, feed := range feeds {
			line := fmt.Sprint(feed.Line, " ", feed.URL, " ", feed.Name, " ", feed.Tags)
			if !feed.Every.IsZero() {
				line += " every " + feed.Every.String()
			}
			if feed.Paused {
				line += " paused"
			}
			if feed.Err != nil {
				line += " wrong"
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestOPMLRoundTrip writes feeds of any settings and reads them back.
func TestOPMLRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f, err := OpenFeedFile(filepath.Join(t.TempDir(), "vedette.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	feeds := make([]Feed, 500)
	want := map[string]Feed{}
	for i := range feeds {
		feeds[i] = randomFeed(t, r, i)
		want[feeds[i].URL] = feeds[i]
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, feeds); err != nil {
		t.Fatal(err)
	}
	back, err := f.ReadOPML(b.Bytes())
	if err != nil || len(back) != len(feeds) {
		t.Fatalf("%d feeds came back of %d: %v", len(back), len(feeds), err)
	}
	var plain []Feed
	for _, o := range back {
		o.Line = 0
		if o.Err != nil || !sameSettings(o.Feed, want[o.URL]) {
			t.Fatalf("got %+v (%v), want %+v", o.Feed, o.Err, want[o.URL])
		}
		plain = append(plain, o.Feed)
	}
	// And once more through the file of the configuration.
	if err := f.Add(plain...); err != nil {
		t.Fatal(err)
	}
	for _, got := range f.Config.Feeds[len(f.Config.Feeds)-len(feeds):] {
		got.File, got.Line = "", 0
		if !sameSettings(got, want[got.URL]) {
			t.Fatalf("the file has %+v, want %+v", got, want[got.URL])
		}
	}
}

func randomFeed(t *testing.T, r *rand.Rand, i int) Feed {
	t.Helper()
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	f := NewFeed(fmt.Sprintf("https://h%d.example.org/%s", i, pick("", "rss", "a b"[:1], "?x=1&y=<2>", "%D0%BC#frag", "'quoted'")))
	f.Name = pick("Plain", "A & B", `"<quoted>"`, "Новости", "null", "12", "it's: # odd", "- dash", "[x]", "é\u0301", "@at", "true", "a\\b")
	f.Class = pick(append([]string{""}, classes...)...)
	f.Language = pick("", "en", "ru", "ar")
	for _, tag := range []string{"one", "two words", "a/b", "Мир", "no", "x & y"} {
		if r.IntN(3) == 0 {
			f.Tags = append(f.Tags, tag)
		}
	}
	f.Paused = r.IntN(2) == 0
	for text, into := range map[string]interface{ UnmarshalText([]byte) error }{
		pick("48h", "0", "30d", "1h30m"): &f.Backfill, pick("15m", "every 2h", "0 7 * * *", "@daily"): &f.Every,
	} {
		if err := into.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// Ten thousand feeds are taken in within two seconds on an idle machine; a busy
// one is given three times that.
func TestOPMLLarge(t *testing.T) {
	if underRace {
		t.Skip("a limit of time, and the race detector is on")
	}
	var b strings.Builder
	b.WriteString("<opml><body>")
	for i := range 10_000 {
		fmt.Fprintf(&b, "<outline text='Folder %d'><outline type='rss' text='Feed %d' xmlUrl='https://h%d.example.org/feed?a=1&b=2'/></outline>\n", i%50, i, i)
	}
	file := filepath.Join(t.TempDir(), "vedette.yaml")
	write(t, file, []byte("feeds: []\n"))
	start := time.Now()
	f, err := OpenFeedFile(file)
	if err != nil {
		t.Fatal(err)
	}
	read, err := f.ReadOPML([]byte(b.String()))
	if err == nil || len(read) != 10_000 { // it breaks off
		t.Fatalf("%d feeds, %v", len(read), err)
	}
	feeds := make([]Feed, len(read))
	for i := range read {
		feeds[i] = read[i].Feed
	}
	if err := f.Add(feeds...); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("took %v", took)
	} else {
		t.Logf("10,000 feeds in %v, %d bytes", took, len(f.text))
	}
	if n := len(f.Config.Feeds); n != 10_000 {
		t.Errorf("%d feeds listed", n)
	}
}
