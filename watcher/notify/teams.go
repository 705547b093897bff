package notify

import "vedette/watcher/digest"

// What Teams takes in one message, in bytes: 28 KB are documented for the
// whole, 25 were seen to be refused no more by any of its ways in. One block
// of text is kept so short that many find room.
const (
	teamsWhole = 25_000
	teamsText  = 4000
)

type teamsMessage struct {
	Type        string            `json:"type"` // message
	Attachments []teamsAttachment `json:"attachments"`
}

type teamsAttachment struct {
	ContentType string    `json:"contentType"`
	Content     teamsCard `json:"content"`
}

// teamsCard is an adaptive card.
type teamsCard struct {
	Schema  string      `json:"$schema"`
	Type    string      `json:"type"` // AdaptiveCard
	Version string      `json:"version"`
	Body    []teamsLine `json:"body"`
	Teams   teamsWidth  `json:"msteams"`
}

type teamsWidth struct {
	Width string `json:"width"`
}

type teamsLine struct {
	Type      string `json:"type"` // TextBlock
	Text      string `json:"text"`
	Wrap      bool   `json:"wrap"`
	Weight    string `json:"weight,omitempty"`
	Size      string `json:"size,omitempty"`
	Subtle    bool   `json:"isSubtle,omitempty"`
	Separator bool   `json:"separator,omitempty"`
}

// teams writes the digest as one adaptive card in the envelope that the
// workflows of Teams read.
func teams(m Message) ([]byte, error) {
	mk := markdown()
	return fitted(m.Digest.Brief(), func(d draft) ([]byte, bool, error) {
		lines := []teamsLine{
			{Text: mk.escape(d.Title), Weight: "Bolder", Size: "Medium"},
			{Text: mk.escape(d.Period), Subtle: true},
		}
		for _, b := range d.Blocks {
			line := teamsLine{Text: mk.block(b, d.all, "\n\n", teamsText)}
			switch b.Kind {
			case digest.SectionBlock:
				line.Weight, line.Separator = "Bolder", true
			case digest.NoteBlock:
				line.Subtle = true
			}
			lines = append(lines, line)
		}
		if d.left != "" {
			lines = append(lines, teamsLine{Text: mk.escape(d.left), Subtle: true})
		}
		for i := range lines {
			lines[i].Type, lines[i].Wrap = "TextBlock", true
		}
		body, err := compact(teamsMessage{"message", []teamsAttachment{{
			ContentType: "application/vnd.microsoft.card.adaptive",
			Content: teamsCard{Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4",
				Body: lines, Teams: teamsWidth{"Full"}},
		}}})
		return body, len(body) <= teamsWhole, err
	})
}
