package notify

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"vedette/store"
	"vedette/watcher/digest"
)

// crowd is a digest of n stories in five scripts with everything that makes a
// message long or markup break, and some of all that stands below the stories.
func crowd(n int) Message {
	m := message("m1")
	d := &m.Digest
	d.Stories, d.Profiles = nil, nil
	hostile := "*bold* _it_ `code` <@U1> <!channel> @everyone [link](https://evil.example) & | > # \\ ~~x~~ 🇸🇾"
	item := func(i int, what string) digest.Item {
		title := fmt.Sprintf("%s %d: %s", what, i, titles[i%len(titles)])
		if i%7 == 3 {
			title += " " + hostile
		}
		if i%20 == 19 {
			title = string([]rune(title + strings.Repeat(" и так далее", 40))[:300])
		}
		return digest.Item{
			ID: fmt.Sprintf("%s%d", what, i), Title: title, Outlet: "Вестник " + hostile[:6], Class: "state", Language: "ru", Published: noon,
			URL:     "https://example.org/" + url.PathEscape(title[:min(60, len(title))]) + "_(x)?a=1&b=|'" + strings.Repeat("z", i%40*i%40),
			Excerpt: "صوت " + strings.Repeat("слово ", i%40), Profile: fmt.Sprintf("p%d", i%3), Probability: 0.9, Threshold: 0.5,
			Evidence: []store.Evidence{{Kind: "rule", Text: "встреча <двух> президентов", Weight: 2}},
		}
	}
	for p := range 3 {
		name := fmt.Sprintf("p%d", p)
		d.Profiles = append(d.Profiles, digest.Profile{Name: name, Title: "Встречи " + hostile, Stories: n})
		for i := p; i < n; i += 3 {
			s := digest.Story{ID: fmt.Sprint(i), Status: digest.New, Profile: name, Items: []digest.Item{item(i, "story")}, Copies: i % 4}
			for j := range i % 5 {
				s.Items = append(s.Items, item(i+j, "also"))
			}
			s.Title = s.Items[0].Title
			d.Stories = append(d.Stories, s)
		}
	}
	for i := range 5 {
		d.NearMisses = append(d.NearMisses, item(i, "near"))
		d.Notes = append(d.Notes, digest.Note{Kind: "feed", Text: titles[i]})
		it := item(i, "changed")
		d.Corrections = append(d.Corrections, digest.Correction{Profile: "p0", Outlet: it.Outlet, URL: it.URL, Published: noon, Changed: noon,
			Was: digest.Wording{Title: "was " + titles[i]}, Now: digest.Wording{Title: it.Title, Excerpt: it.Excerpt}})
	}
	return m
}

// length is how JavaScript counts.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// decode reads a body as what it should be, strictly.
func decode[T any](t *testing.T, body []byte) T {
	t.Helper()
	var v T
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

var leftOutLine = regexp.MustCompile(`Left out for want of room: (?:(\d+) stor)?`)

// checkTold looks whether every story is told or counted as left out, and every
// link whole.
func checkTold(t *testing.T, text string, m Message, n int) {
	t.Helper()
	told := 0
	for _, s := range m.Digest.Stories {
		if strings.Contains(text, address(s.Items[0].URL)) || strings.Contains(text, strings.ReplaceAll(address(s.Items[0].URL), "&", "&amp;")) {
			told++
		}
	}
	left := 0
	if found := leftOutLine.FindStringSubmatch(text); found != nil && found[1] != "" {
		fmt.Sscan(found[1], &left)
	}
	if told+left != n {
		t.Errorf("%d stories told and %d left out, want %d in all", told, left, n)
	}
	if n == 60 && told < 5 {
		t.Errorf("%d of 60 stories told, %d left out", told, left)
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, '\uFFFD') {
		t.Error("a character was cut")
	}
	if open, end := strings.Count(text, "\u2066")+strings.Count(text, "\u2067")+strings.Count(text, "\u2068"), strings.Count(text, "\u2069"); open != end {
		t.Errorf("%d isolates opened, %d closed", open, end)
	}
}

func TestSlackLimits(t *testing.T) {
	for _, n := range []int{0, 1, 3, 60} {
		m := crowd(n)
		body, err := slack(m)
		if err != nil {
			t.Fatal(err)
		}
		message := decode[slackMessage](t, body)
		if len(message.Blocks) > 50 || length(string(body)) > 13_200 || length(message.Text) > 3000 || message.Text == "" {
			t.Errorf("%d stories: %d blocks, %d characters", n, len(message.Blocks), length(string(body)))
		}
		var all strings.Builder
		for i, b := range message.Blocks {
			texts := b.Elements
			if b.Text != nil {
				texts = append(texts, *b.Text)
			}
			most := 3000
			if b.Type == "header" {
				most = 150
			}
			for _, s := range texts {
				if length(s.Text) > most || s.Text == "" {
					t.Errorf("%d stories, block %d, a %s: %d characters", n, i, b.Type, length(s.Text))
				}
				if s.Verbatim != (s.Type == "mrkdwn") {
					t.Errorf("%d stories, block %d: verbatim is %t in %s, and @here in a title calls people", n, i, s.Verbatim, s.Type)
				}
				all.WriteString(s.Text + "\n")
			}
		}
		text := all.String()
		checkTold(t, text, m, n)
		if strings.Contains(text, "<!") || strings.Contains(text, "<@") {
			t.Error("a title can call people")
		}
		for _, link := range regexp.MustCompile(`<[^>]*>`).FindAllString(text, -1) {
			if !regexp.MustCompile(`^<https://[^|<> ]+\|[^|<>]+`).MatchString(link) {
				t.Errorf("link %q", link)
			}
		}
	}
}

func TestDiscordLimits(t *testing.T) {
	for _, n := range []int{0, 1, 3, 60} {
		m := crowd(n)
		body, err := discord(m)
		if err != nil {
			t.Fatal(err)
		}
		message := decode[discordMessage](t, body)
		text, whole := message.Content, 0
		for i, e := range message.Embeds {
			if length(e.Title) > 256 || length(e.Description) > 4096 || e.Title+e.Description == "" {
				t.Errorf("%d stories, embed %d: %d and %d characters", n, i, length(e.Title), length(e.Description))
			}
			whole += length(e.Title) + length(e.Description)
			text += "\n" + e.Description
		}
		if len(message.Embeds) > 10 || whole > 6000 || length(message.Content) > 2000 {
			t.Errorf("%d stories: %d embeds, %d characters, content %d", n, len(message.Embeds), whole, length(message.Content))
		}
		if !strings.Contains(string(body), `"allowed_mentions":{"parse":[]}`) {
			t.Error("a title can call people")
		}
		checkTold(t, text, m, n)
		checkMarkdown(t, text)
	}
}

// checkMarkdown holds a text to the markup that we write: no link and no
// emphasis of a title's own.
func checkMarkdown(t *testing.T, text string) {
	t.Helper()
	text = regexp.MustCompile(`\\.`).ReplaceAllString(text, "")
	for _, link := range regexp.MustCompile(`\]\([^)]*\)`).FindAllString(text, -1) {
		if !strings.HasPrefix(link, "](https://example.org/") {
			t.Errorf("link %q", link)
		}
	}
	text = regexp.MustCompile(`\]\([^)]*\)`).ReplaceAllString(text, "]")
	if strings.ContainsAny(strings.ReplaceAll(text, "**", ""), "*_`~<>#") {
		t.Errorf("markup of a title's own in %q", text)
	}
}

func TestTeamsLimits(t *testing.T) {
	for _, n := range []int{0, 1, 3, 60} {
		m := crowd(n)
		body, err := teams(m)
		if err != nil {
			t.Fatal(err)
		}
		message := decode[teamsMessage](t, body)
		if len(body) > 28<<10 || message.Type != "message" || len(message.Attachments) != 1 {
			t.Fatalf("%d stories: %d bytes, %+v", n, len(body), message)
		}
		a := message.Attachments[0]
		if a.ContentType != "application/vnd.microsoft.card.adaptive" || a.Content.Type != "AdaptiveCard" || a.Content.Version != "1.4" {
			t.Errorf("card %q %q %q", a.ContentType, a.Content.Type, a.Content.Version)
		}
		var text string
		for _, line := range a.Content.Body {
			if line.Type != "TextBlock" || !line.Wrap || line.Text == "" {
				t.Errorf("line %+v", line)
			}
			text += line.Text + "\n"
		}
		checkTold(t, text, m, n)
		checkMarkdown(t, text)
	}
}

func TestChatParts(t *testing.T) {
	for _, limit := range []int{1024, 2000, 4096, 10_000} {
		for _, n := range []int{0, 1, 3, 60} {
			m := crowd(n)
			parts := split(m.Digest.Brief(), limit, chatParts)
			if len(parts) == 0 || len(parts) > chatParts || !strings.HasPrefix(parts[0], digest.Subject(m.Digest)) {
				t.Errorf("%d bytes, %d stories: %d parts, %q", limit, n, len(parts), parts[0])
			}
			for i, p := range parts {
				if len(p) > limit || p == "" || !utf8.ValidString(p) {
					t.Errorf("%d stories, part %d: %d bytes of %d", n, i, len(p), limit)
				}
			}
			text := strings.Join(parts, "\n")
			if limit >= 4096 { // else the longest links find no room
				checkTold(t, text, m, n)
			}
			if n == 60 && limit < 10_000 && !strings.Contains(parts[len(parts)-1], "Left out") {
				t.Errorf("%d bytes, %d stories: %q", limit, n, parts[len(parts)-1])
			}
		}
	}
}

// What is too long by itself is cut between two characters, and never a link.
func TestShort(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("x", 500)
	for _, title := range titles {
		title = strings.Repeat(title+" ", 10)
		for limit := 10; limit < 2000; limit += 7 {
			text := short(digest.Block{Title: title, URL: long, Source: "Вестник"}, limit)
			if len(text) > limit || !utf8.ValidString(text) || text == "" {
				t.Fatalf("%d bytes: %q", limit, text)
			}
			if _, link, ok := strings.Cut(text, "https://"); ok && !strings.HasPrefix("https://"+link, long) {
				t.Errorf("%d bytes: link %q", limit, link)
			}
			for _, mk := range []markup{slackMarkup(), markdown()} {
				if text := mk.block(digest.Block{Status: "NEW", Title: title, URL: long, Source: "Вестник"}, true, "\n", limit); units(text) > limit {
					t.Fatalf("%d units: %q", limit, text)
				}
			}
		}
	}
}

func TestLeftOut(t *testing.T) {
	kinds := []string{digest.NoteBlock, digest.StoryBlock, digest.SectionBlock, digest.StoryBlock, digest.NearMissBlock, digest.CorrectionBlock}
	var blocks []digest.Block
	for _, k := range kinds {
		blocks = append(blocks, digest.Block{Kind: k})
	}
	if got, want := leftOut(blocks), "Left out for want of room: 2 stories, 1 correction, 1 near miss, 1 note"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := leftOut(blocks[2:3]); got != "" {
		t.Errorf("a heading alone: %q", got)
	}
	if d := cut(digest.Brief{Blocks: blocks}, 3); len(d.Blocks) != 2 {
		t.Errorf("cut behind a heading: %d blocks", len(d.Blocks))
	}
}
