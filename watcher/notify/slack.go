package notify

import (
	"strings"

	"vedette/watcher/digest"
)

// What Slack takes in one message. The last is not in its documentation:
// messages of many blocks were refused from about 13,200 characters on, their
// braces and quotes counted.
const (
	slackBlocks  = 50
	slackSection = 3000
	slackHeader  = 150
	slackText    = 3000
	slackWhole   = 12_000
)

type slackMessage struct {
	Text        string       `json:"text"` // where blocks are not shown, as in a notification
	Blocks      []slackBlock `json:"blocks"`
	UnfurlLinks bool         `json:"unfurl_links"` // false: no previews of sixty pages
	UnfurlMedia bool         `json:"unfurl_media"`
}

type slackBlock struct {
	Type     string        `json:"type"` // header, section, context
	Text     *slackString  `json:"text,omitempty"`
	Elements []slackString `json:"elements,omitempty"`
}

type slackString struct {
	Type     string `json:"type"` // plain_text, mrkdwn
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim,omitempty"` // of mrkdwn: only what is written as a link is one, and @channel calls nobody
}

func slackMarkup() markup {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	return markup{
		escape: escape,
		bold:   func(s string) string { return "*" + s + "*" },
		link:   func(s, address string) string { return "<" + escape(address) + "|" + s + ">" },
	}
}

// slack writes the digest as Slack's blocks.
func slack(m Message) ([]byte, error) {
	mk := slackMarkup()
	return fitted(m.Digest.Brief(), func(d draft) ([]byte, bool, error) {
		section := func(text string) slackBlock {
			return slackBlock{Type: "section", Text: &slackString{"mrkdwn", text, true}}
		}
		aside := func(text string) slackBlock {
			return slackBlock{Type: "context", Elements: []slackString{{"mrkdwn", text, true}}}
		}
		blocks := []slackBlock{
			{Type: "header", Text: &slackString{Type: "plain_text", Text: oneLine(d.Title, slackHeader)}},
			aside(mk.escape(d.Period)),
		}
		for _, b := range d.Blocks {
			switch text := mk.block(b, d.all, "\n", slackSection); b.Kind {
			case digest.SectionBlock:
				blocks = append(blocks, section(mk.bold(text)))
			case digest.NoteBlock:
				blocks = append(blocks, aside(text))
			default:
				blocks = append(blocks, section(text))
			}
		}
		if d.left != "" {
			blocks = append(blocks, aside(mk.escape(d.left)))
		}
		body, err := compact(slackMessage{Text: mk.escape(d.Title), Blocks: blocks})
		return body, len(blocks) <= slackBlocks && units(string(body)) <= slackWhole, err
	})
}
