package notify

import (
	"strings"

	"vedette/watcher/digest"
)

// What Discord takes in one message.
const (
	discordContent     = 2000
	discordEmbeds      = 10
	discordTitle       = 256
	discordDescription = 4096
	discordWhole       = 6000 // titles and descriptions of all embeds
)

type discordMessage struct {
	Content         string          `json:"content"`
	Embeds          []discordEmbed  `json:"embeds"`
	AllowedMentions discordMentions `json:"allowed_mentions"`
}

type discordEmbed struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description"`
}

// discordMentions says whose name calls them. Nobody's does, whatever a title
// says of @everyone.
type discordMentions struct {
	Parse []string `json:"parse"`
}

// markdown is the dialect of Discord and, but for what it does not know, of
// Teams.
func markdown() markup {
	special := []string{}
	for _, c := range "\\*_~`|>#[]<" {
		special = append(special, string(c), `\`+string(c))
	}
	return markup{
		escape: strings.NewReplacer(special...).Replace,
		bold:   func(s string) string { return "**" + s + "**" },
		link:   func(s, address string) string { return "[" + s + "](" + address + ")" },
	}
}

// discord writes the digest as an embed for each section.
func discord(m Message) ([]byte, error) {
	mk := markdown()
	return fitted(m.Digest.Brief(), func(d draft) ([]byte, bool, error) {
		content := mk.bold(mk.escape(d.Title)) + "\n" + mk.escape(d.Period)
		if d.left != "" {
			content += "\n" + mk.escape(d.left)
		}
		embeds := []discordEmbed{}
		for _, b := range d.Blocks {
			if b.Kind == digest.SectionBlock {
				embeds = append(embeds, discordEmbed{Title: oneLine(b.Title, discordTitle/2)})
				continue
			}
			text := mk.block(b, d.all, "\n", discordDescription)
			last := &embeds[len(embeds)-1] // a heading comes before all else
			switch {
			case last.Description == "":
				last.Description = text
			case units(last.Description)+2+units(text) <= discordDescription:
				last.Description += "\n\n" + text
			default:
				embeds = append(embeds, discordEmbed{Description: text})
			}
		}
		whole := 0
		for _, e := range embeds {
			whole += units(e.Title) + units(e.Description)
		}
		body, err := compact(discordMessage{content, embeds, discordMentions{[]string{}}})
		return body, len(embeds) <= discordEmbeds && whole <= discordWhole && units(content) <= discordContent, err
	})
}
