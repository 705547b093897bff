package notify

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"vedette/watcher/digest"
)

// calls is what may be the beginning of a mention.
var calls = regexp.MustCompile(`[@<][^\x{2060}…]`)

// A feed's title calls nobody, wherever the digest has it, and links stay as
// they are.
func TestChatCallsNobody(t *testing.T) {
	const link = "https://example.org/@all"
	mentions := []string{"@channel", "@all", "@**all**", "@everyone", "@room", "<users/all>", "<!here>", "@_**x**"}
	text := strings.Join(mentions, " ")
	b := digest.Brief{Title: "1 story: " + text, Period: text}
	for _, kind := range []string{digest.SectionBlock, digest.StoryBlock, digest.CorrectionBlock, digest.NearMissBlock, digest.NoteBlock} {
		block := digest.Block{Kind: kind, Title: text + " " + kind}
		if kind == digest.StoryBlock || kind == digest.CorrectionBlock {
			block.URL, block.Source, block.Details = link, text, []digest.Detail{{Label: "was: ", Text: text}}
		}
		b.Blocks = append(b.Blocks, block)
	}
	for limit := 20; limit < 1500; limit += 13 {
		parts := split(b, limit, 50)
		for _, p := range parts {
			if len(p) > limit || !utf8.ValidString(p) {
				t.Errorf("%d bytes of %d: %q", len(p), limit, p)
			}
			if found := calls.FindString(strings.ReplaceAll(p, link, "")); found != "" {
				t.Errorf("%d bytes: %q may call someone: %q", limit, found, p)
			}
		}
		seen := strings.ReplaceAll(strings.Join(parts, "\n"), "\u2060", "")
		if limit > 1000 && (strings.Count(seen, text) < 9 || !slices.Contains(strings.Split(seen, "\n"), link)) {
			t.Errorf("%d bytes: something is lost: %q", limit, seen)
		}
	}
}
