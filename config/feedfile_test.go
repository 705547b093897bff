package config

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestEdits changes lists of feeds as an archive says and compares the file. A
// line of do that starts with "error" wants the one before to be refused.
func TestEdits(t *testing.T) {
	archives, err := filepath.Glob("testdata/edit/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, ends := range []string{"\n", "\r\n"} {
				file := filepath.Join(t.TempDir(), "vedette.yaml")
				write(t, file, bytes.ReplaceAll(archive.Files[0].Data, []byte("\n"), []byte(ends)))
				edit(t, file, string(archive.Files[1].Data))
				got := read(t, file)
				if *update && ends == "\n" {
					archive.Files[2].Data = got
					write(t, name, txtar.Format(archive))
				}
				want := bytes.ReplaceAll(archive.Files[2].Data, []byte("\n"), []byte(ends))
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("line ends %q (-want +got):\n%s", ends, diff)
				}
			}
		})
	}
}

// edit carries out the lines of do on a file and saves it.
func edit(t *testing.T, file, do string) {
	t.Helper()
	f, err := OpenFeedFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for line := range strings.Lines(do) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if verb == "error" {
			if last == nil || !regexp.MustCompile(rest).MatchString(last.Error()) {
				t.Errorf("error %v, want one that matches %q", last, rest)
			}
			last = nil
			continue
		}
		if last != nil {
			t.Fatal(last)
		}
		switch verb {
		case "add":
			last = f.Add(described(t, rest))
		case "remove":
			feed, ok := f.Find(rest)
			if !ok {
				t.Fatalf("%s is not listed", rest)
			}
			last = f.Remove(feed)
		default:
			t.Fatalf("unknown line %q", line)
		}
	}
	if last != nil {
		t.Fatal(last)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

var setting = regexp.MustCompile(` (name|every|class|language|tags|full_text|backfill|paused)\b`)

// described reads a URL with settings behind it.
func described(t *testing.T, text string) Feed {
	t.Helper()
	places := setting.FindAllStringSubmatchIndex(text, -1)
	ends := append([][]int{}, places...)
	ends = append(ends, []int{len(text)})
	feed := NewFeed(text[:ends[0][0]])
	for i, p := range places {
		value := strings.TrimPrefix(text[p[3]:ends[i+1][0]], "=")
		var err error
		switch text[p[2]:p[3]] {
		case "name":
			feed.Name = value
		case "every":
			err = feed.Every.UnmarshalText([]byte(value))
		case "class":
			feed.Class = value
		case "language":
			feed.Language = value
		case "tags":
			feed.Tags = strings.Split(value, ",")
		case "full_text":
			feed.FullText = value
		case "backfill":
			err = feed.Backfill.UnmarshalText([]byte(value))
		case "paused":
			feed.Paused = true
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return feed
}

// The built-in feeds are written out where the first feed is added, in every
// kind of file.
func TestAddKeepsBuiltin(t *testing.T) {
	all, err := BuiltinFeeds()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "profiles: []\n", "profiles: []", "  profiles: []\r\n", "{profiles: []}", "{\"profiles\": [],\n}\n", "\xef\xbb\xbfprofiles: []\n...\n", "{}"} {
		file := filepath.Join(t.TempDir(), "folder", "vedette.yaml")
		if text != "" {
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, file, []byte(text))
		}
		f, err := OpenFeedFile(file)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if !f.UsesBuiltin() || f.New() != (text == "") {
			t.Errorf("%q: built-in %v, new %v", text, f.UsesBuiltin(), f.New())
		}
		if err := f.Add(NewFeed("https://one.example.org/rss"), NewFeed("https://two.example.org/rss")); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if err := f.Save(); err != nil {
			t.Fatal(err)
		}
		c, err := Load(file)
		if err != nil {
			t.Fatalf("%q: %v\n%s", text, err, read(t, file))
		}
		if len(c.Feeds) != len(all)+2 || c.Feeds[0].URL != all[0].URL || c.Feeds[len(all)+1].URL != "https://two.example.org/rss" {
			t.Errorf("%q: %d feeds, want %d and 2", text, len(c.Feeds), len(all))
		}
		if strings.HasPrefix(text, "\xef\xbb\xbf") != bytes.HasPrefix(read(t, file), utf8Mark) {
			t.Errorf("%q: the byte order mark did not stay as it was", text)
		}
	}
}

func TestSaveKeepsTheFile(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "real.yaml"), filepath.Join(dir, "vedette.yaml")
	write(t, file, []byte("feeds: []\n"))
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.yaml", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	edit(t, link, "add https://a.example.org/rss")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}

	f, err := OpenFeedFile(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Add(NewFeed("https://b.example.org/rss")); err != nil {
		t.Fatal(err)
	}
	write(t, file, []byte("feeds: [] # changed\n"))
	if err := f.Save(); err == nil || !strings.Contains(err.Error(), "meanwhile") {
		t.Errorf("saving over a change of another's: %v", err)
	}
	if got := string(read(t, file)); got != "feeds: [] # changed\n" {
		t.Errorf("the other's change is lost: %q", got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files in the folder, want 2 (%v)", len(entries), err)
	}
}

// A change that would make the configuration wrong is refused as a whole.
func TestWrongChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vedette.yaml")
	write(t, file, []byte("feeds: [{url: 'https://a.example.org/rss'}]\n"))
	f, err := OpenFeedFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, feed := range []Feed{NewFeed("https://a.example.org:443/rss"), NewFeed("file:///etc/passwd"), NewFeed("http://127.0.0.1/"), {URL: "https://b.example.org", FullText: "never", Class: "x"}} {
		if err := f.Add(feed); err == nil {
			t.Errorf("%+v was added", feed)
		}
		if err := f.Check(feed); (err == nil) != (feed.URL == "https://a.example.org:443/rss") {
			t.Errorf("check of %+v: %v", feed, err)
		}
	}
	if len(f.Config.Feeds) != 1 {
		t.Errorf("feeds %+v", f.Config.Feeds)
	}
	write(t, file, []byte("feeds: [{url: 'https://a.example.org/rss'}]\nnonsense: 1\n"))
	if _, err := OpenFeedFile(file); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("a wrong file was opened: %v", err)
	}
}

func TestCanonical(t *testing.T) {
	same := [][]string{
		{"https://example.org/feed", "http://Example.ORG:80/feed/", "https://example.org:443/feed#top", "https://example.org./feed?utm_source=x&fbclid=1", "https://u:p@example.org/feed?"},
		{"https://example.org", "http://example.org/"},
		{"https://example.org/?a=1&b=2", "http://example.org?a=1&utm_medium=m&b=2"},
		{"https://xn--e1afmkfd.xn--p1ai/rss", "http://пример.рф/rss/"},
		{"https://example.org:8443/feed"}, {"https://example.org/Feed"}, {"https://www.example.org/feed"}, {"https://example.org/feed?b=2&a=1"}, {"http://[::1]/feed", "https://[::1]:443/feed"},
	}
	owner := map[string]int{}
	for i, group := range same {
		for _, address := range group {
			id := Canonical(address)
			if at, ok := owner[id]; ok && at != i || id == "" {
				t.Errorf("%s: %q is that of group %d", address, id, at)
			}
			owner[id] = i
		}
		if id := Canonical(group[0]); len(group) > 1 && Canonical(group[len(group)-1]) != id {
			t.Errorf("%q differ", group)
		}
	}
	if len(owner) != len(same) {
		t.Errorf("%d groups, want %d: %v", len(owner), len(same), owner)
	}
	for _, address := range []string{"", "example.org", "file:///x", "mailto:a@b", "http://", "%"} {
		if id := Canonical(address); id != "" {
			t.Errorf("%q has the identity %q", address, id)
		}
	}
}

// FuzzFeedFile: what is added to any configuration can be removed again, and
// the feeds are then the same as before.
func FuzzFeedFile(f *testing.F) {
	archives, err := filepath.Glob("testdata/edit/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data, "Name")
	}
	f.Add([]byte("feeds: [ {url: 'http://a'} , ]"), "a: b # c")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		if len(data) > 4<<10 || bytes.Contains(data, []byte("profiles")) && len(data) > 1<<10 {
			return
		}
		was := (&FeedFile{Path: "x.yaml"}).decode(data)
		if len(was.problems) > 0 || len(data) == 0 {
			return
		}
		s, err := newSplice(data)
		if err != nil {
			return
		}
		feed := NewFeed("https://added.example.org/a?b=c")
		feed.Name = name
		added := (&FeedFile{Path: "x.yaml"}).decode(s.add([]Feed{feed}))
		if len(added.problems) > 0 || len(added.config.Feeds) == 0 || !sameSettings(added.config.Feeds[len(added.config.Feeds)-1], feed) {
			return // refused
		}
		if s, err = newSplice(added.src.data); err != nil {
			t.Fatal(err)
		}
		is := (&FeedFile{Path: "x.yaml"}).decode(s.remove(len(added.config.Feeds) - 1))
		if len(is.problems) > 0 || len(is.config.Feeds) != len(added.config.Feeds)-1 {
			t.Errorf("after adding and removing: %v, %d feeds\n%q", is.problems, len(is.config.Feeds), is.src.data)
		}
	})
}

// Two addresses that look like one feed are pointed out; tags are words.
func TestFeedsAlike(t *testing.T) {
	c, err := loadText(t, `profiles: []
feeds:
  - {url: "https://a.example.org/rss", tags: [world, "a/b"]}
  - {url: "http://a.example.org/rss/?utm_source=x"}
  - {url: "https://b.example.org/rss"}
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range c.Warnings {
		if strings.HasPrefix(w.Key, "feeds") {
			got = append(got, w.Key+" "+w.Message)
		}
	}
	if diff := cmp.Diff([]string{"feeds[1].url this looks like the feed on line 3"}, got); diff != "" {
		t.Error(diff)
	}
	if f := c.Feeds[2]; f.Line != 5 || f.File != c.File {
		t.Errorf("the third feed is at %s:%d", f.File, f.Line)
	}
	for _, tags := range []string{`["a,b"]`, `[/a]`, `[""]`, `[a, a]`, `[" a"]`, `["a\u0007"]`} {
		if _, err := loadText(t, "feeds: [{url: 'https://a.example.org', tags: "+tags+"}]\n"); err == nil || !strings.Contains(err.Error(), "feeds[0].tags[") {
			t.Errorf("tags %s: %v", tags, err)
		}
	}
}
