package digest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// shots is for those who want to see for themselves.
var shots = flag.String("shots", "", "write screenshots of the golden digests into this folder")

// lookSource is what the browser runs in a page to examine it.
//
//go:embed testdata/look.js
var lookSource string

// look is what lookSource says.
type look struct {
	Faults []string `json:"faults"`
	Lowest float64  `json:"lowest"` // contrast of any text
	Dark   bool     `json:"dark"`
	Links  []string `json:"links"`
	Marks  []string `json:"marks"`
}

// screens are those of a telephone and of a desk.
var screens = []int64{360, 1200}

// browser opens chromium for the time of a test, with a profile of its own and
// no way to any other machine.
func browser(t *testing.T) *tab {
	t.Helper()
	if testing.Short() || raceDetector {
		t.Skip("left out under -short and under the race detector, as it takes a browser seconds")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("needs chromium: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.WindowSize(1200, 900))
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithLogf(t.Logf), chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	b := &tab{ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

// tab shows one file at a time, with what that asked for and complained of.
type tab struct {
	ctx context.Context

	mu     sync.Mutex
	file   string // its address
	faults []string
}

// open shows a file.
func (b *tab) open(t *testing.T, file string) {
	t.Helper()
	file, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	b.file, b.faults = "file://"+file, nil
	b.mu.Unlock()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.file)); err != nil {
		t.Fatal(err)
	}
}

// hear notes requests for anything but the file, and what the console shows.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Request.URL != b.file {
			b.faults = append(b.faults, "asks for "+e.Request.URL)
		}
	case *runtime.EventConsoleAPICalled:
		b.faults = append(b.faults, fmt.Sprintf("console: %s", e.Type))
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.faults = append(b.faults, "log: "+e.Entry.Text)
	}
}

// heard are the faults so far.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.faults)
}

// look examines the page on a screen that is so many pixels wide, in the light
// or the dark scheme.
func (b *tab) look(t *testing.T, width int64, scheme string) look {
	t.Helper()
	viewport := chromedp.EmulateViewport(width, 900)
	if width < 600 {
		viewport = chromedp.EmulateViewport(width, 780, chromedp.EmulateMobile)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, viewport); err != nil {
		t.Fatal(err)
	}
	l, err := chromedp.Run(b.ctx, chromedp.Evaluate[look](lookSource))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// shoot keeps a picture of the page as it is now, if one is wanted.
func (b *tab) shoot(t *testing.T, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// promised are the links and marks that a page must have, by the JSON form of
// its digest.
func promised(t *testing.T, file string) (links, marks []string) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var d Digest
	if err := json.Unmarshal(source, &d); err != nil {
		t.Fatal(err)
	}
	links, marks = []string{}, []string{}
	link := func(address string) {
		if strings.HasPrefix(address, "http") {
			links = append(links, address)
		}
	}
	mark := func(it Item, field, text string) {
		for _, m := range it.Marks {
			if m.Field == field {
				marks = append(marks, text[m.Start:m.End])
			}
		}
	}
	for _, s := range d.Stories {
		for i, it := range s.Items {
			link(it.URL)
			mark(it, "title", it.Title)
			if i == 0 {
				mark(it, "excerpt", it.Excerpt)
			}
		}
	}
	for _, c := range distinct(d.Corrections) {
		link(c.URL)
	}
	for _, it := range d.NearMisses {
		link(it.URL)
		mark(it, "title", it.Title)
	}
	return links, marks
}

// pages are the golden digests' HTML forms.
func pages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("%d golden pages, want at least ten", len(files))
	}
	return files
}

func TestPagesInChromium(t *testing.T) {
	chromium := browser(t)
	lowest := map[string]float64{"light": 21, "dark": 21}
	for _, file := range pages(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			links, marks := promised(t, strings.TrimSuffix(file, ".html")+".json")
			chromium.open(t, file)
			for _, width := range screens {
				for scheme := range lowest {
					view := fmt.Sprintf("%d-%s", width, scheme)
					l := chromium.look(t, width, scheme)
					chromium.shoot(t, name+"-"+view)
					lowest[scheme] = min(lowest[scheme], l.Lowest)
					if len(l.Faults) > 0 {
						t.Errorf("%s:\n%s", view, strings.Join(l.Faults, "\n"))
					}
					if l.Dark != (scheme == "dark") {
						t.Errorf("%s: the page is dark: %v", view, l.Dark)
					}
					if diff := cmp.Diff(links, l.Links); diff != "" {
						t.Errorf("%s: links (-promised +seen):\n%s", view, diff)
					}
					if diff := cmp.Diff(marks, l.Marks); diff != "" {
						t.Errorf("%s: marks (-promised +seen):\n%s", view, diff)
					}
				}
			}
			if faults := chromium.heard(); len(faults) > 0 {
				t.Errorf("the browser:\n%s", strings.Join(faults, "\n"))
			}
		})
	}
	t.Logf("lowest contrast: %.2f light, %.2f dark", lowest["light"], lowest["dark"])
}

// What the other test would not see, it could not miss.
func TestChromiumSeesFaults(t *testing.T) {
	chromium := browser(t)
	file := filepath.Join(t.TempDir(), "bad.html")
	const source = `<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>bad</title>
<body style="background:#fff"><p style="color:#999">pale</p><p style="font-size:9px">tiny</p>
<p dir="auto" lang="ar">not Arabic</p><div style="width:2000px">wide</div><p style="position:absolute;left:-50px">off</p>
<p style="height:0;overflow:hidden">hidden</p><a href="/x" style="display:none">no link</a>
<img src="other.png" alt=""><script>console.error("oh"); throw new Error("no")</script>`
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	chromium.open(t, file)
	for _, width := range screens {
		l := chromium.look(t, width, "dark")
		said := strings.Join(l.Faults, "\n")
		for _, want := range []string{"scrolls sideways", "contrast 2.85", "letters of 9 px", "runs left to right", "beyond the edge", "text not to be seen"} {
			if !strings.Contains(said, want) {
				t.Errorf("%d: no word of %q in:\n%s", width, want, said)
			}
		}
		if l.Dark || len(l.Links) > 0 {
			t.Errorf("%d: a white page without a link is dark: %v, with links %v", width, l.Dark, l.Links)
		}
	}
	said := strings.Join(chromium.heard(), "\n")
	for _, want := range []string{"asks for file://", "console: error", "exception: "} {
		if !strings.Contains(said, want) {
			t.Errorf("no word of %q in:\n%s", want, said)
		}
	}
}

// Tidy takes offence at lang="", by which HTML says that a language is not
// known, and that it is not the page's.
func TestPagesAreValid(t *testing.T) {
	tidy, err := exec.LookPath("tidy")
	if err != nil {
		t.Skipf("needs tidy: %v", err)
	}
	for _, file := range pages(t) {
		out, err := exec.CommandContext(t.Context(), tidy, "-quiet", "-errors", "-utf8", file).CombinedOutput()
		if status := (*exec.ExitError)(nil); err != nil && !errors.As(err, &status) {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if !strings.HasSuffix(strings.TrimSpace(line), `attribute "lang" lacks value`) {
				t.Errorf("%s: %s", file, line)
			}
		}
	}
}
