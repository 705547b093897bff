package learn

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"vedette/matcher"
)

// Recognise gives seeds the weights and titles that a profile has for them, and
// returns the titles of those that the profile has and seeds lack.
func Recognise(seeds []Seed, p *matcher.Profile) (gone []string) {
	for _, known := range p.Seeds {
		i := slices.IndexFunc(seeds, func(s Seed) bool { return s.SHA256 == known.SHA256 })
		if i < 0 {
			gone = append(gone, cmp.Or(known.Title, known.SHA256))
			continue
		}
		seeds[i].Weight, seeds[i].Called = known.Weight, known.Title
	}
	return gone
}

// provenance is what a profile's file keeps of the seeds.
func provenance(seeds []Seed) string {
	var b strings.Builder
	b.WriteString("seeds: # what was learned from; the texts themselves are not kept\n")
	for _, s := range seeds {
		fmt.Fprintf(&b, "  - {sha256: %s, title: %s, weight: %g}\n", s.SHA256, quoted(cmp.Or(s.Called, s.Title, s.ID)), cmp.Or(s.Weight, 1))
	}
	return b.String()
}

// YAML writes a new profile that has nothing but what was learned.
func (l *Learned) YAML(name, title string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name: %s\ntitle: %s\ndescription: >-\n  Learned from %d examples. Say here what belongs to the subject and what does not.\n", name, quoted(cmp.Or(title, name)), len(l.Kept))
	b.WriteString(provenance(l.Kept))
	b.WriteString(l.entities())
	b.WriteString(l.terms())
	b.WriteString(l.similarity(""))
	b.WriteString("threshold: {alarms: 1/2000}\n")
	return b.Bytes()
}

// Splice puts what was learned into the text of a profile, in place of the
// seeds, terms and similarity that it has, comments within these included; every
// other byte stays as people wrote it, comments and order too.
func (l *Learned) Splice(profile []byte) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(profile, &doc); err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode || doc.Content[0].Style&yaml.FlowStyle != 0 {
		return nil, errors.New("the profile is no mapping of keys, one to a line")
	}
	lines := strings.SplitAfter(string(profile), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	} else {
		lines[last] += "\n"
	}
	blocks := map[string]string{"seeds": provenance(l.Kept), "terms": l.terms(), "similarity": l.similarity(likenessWeight(doc.Content[0]))}
	if strings.HasSuffix(lines[0], "\r\n") {
		for key, block := range blocks {
			blocks[key] = strings.ReplaceAll(block, "\n", "\r\n")
		}
	}
	keys := doc.Content[0].Content
	for i := len(keys) - 2; i >= 0; i -= 2 { // from the end, so that line numbers above stay true
		block, ok := blocks[keys[i].Value]
		if !ok {
			continue
		}
		from, to := keys[i].Line-1, len(lines)
		if i+2 < len(keys) {
			to = keys[i+2].Line - 1
		}
		for to > from+1 && isApart(lines[to-1]) { // comments and space before the next key belong to it
			to--
		}
		lines = slices.Concat(lines[:from], []string{block}, lines[to:])
		delete(blocks, keys[i].Value)
	}
	for _, key := range []string{"seeds", "terms", "similarity"} {
		if block, ok := blocks[key]; ok {
			lines = append(lines, block)
		}
	}
	return []byte(strings.Join(lines, "")), nil
}

func isApart(line string) bool {
	s := strings.TrimSpace(line)
	return s == "" || strings.HasPrefix(s, "#") && !strings.HasPrefix(line, " ")
}

// likenessWeight is the weight that a profile's file gives to likeness, "" if
// it gives none.
func likenessWeight(profile *yaml.Node) string {
	var p struct {
		Similarity struct {
			Weight *float64 `yaml:"weight"`
		} `yaml:"similarity"`
	}
	if err := profile.Decode(&p); err != nil || p.Similarity.Weight == nil {
		return ""
	}
	return strconv.FormatFloat(*p.Similarity.Weight, 'g', -1, 64)
}

func (l *Learned) similarity(weight string) string {
	parts := []string{fmt.Sprintf("cohesion: %g", l.Cohesion)}
	if weight != "" {
		parts = append(parts, "weight: "+weight)
	}
	return fmt.Sprintf("similarity: {%s} # learned: how alike the seeds are\n", strings.Join(parts, ", "))
}

// entities are the names that the seeds share, as a beginning.
func (l *Learned) entities() string {
	if len(l.Names) == 0 {
		return ""
	}
	var b strings.Builder
	symbols := symbols(l.Names)
	b.WriteString("# Names that the examples share. With their spellings in other languages, and rules\n" +
		"# about them, the subject is found in those languages, too. For instance:\n" +
		"#   rules:\n" +
		"#     - when: LEAD(SENT($" + strings.Join(symbols[:min(2, len(symbols))], " AND $") + "))\n" +
		"#       weight: 4\n" +
		"#       because: the names of the subject in one sentence of title or lead\n" +
		"entities:\n")
	for i, n := range l.Names {
		if symbols[i] != "" {
			fmt.Fprintf(&b, "  %s: {aliases: {%s: [%s]}}\n", symbols[i], n.Language, quoted(n.Name))
		}
	}
	return b.String()
}

// symbols are the names of entities that stand for written names, in their
// order: small letters and digits, joined by underscores, after a letter. Names
// in other scripts are numbered, and names that come to the same are left out.
func symbols(names []Name) []string {
	out := make([]string, len(names))
	used := map[string]bool{"": true}
	for i, n := range names {
		s := strings.TrimLeft(strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			case r == ' ' || r == '-':
				return '_'
			}
			return -1
		}, n.Name), "_0123456789")
		if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
			s = fmt.Sprintf("name%d", i+1)
		}
		if !used[s] {
			used[s], out[i] = true, s
		}
	}
	return out
}

// termColumns is where a line of terms is broken.
const termColumns = 96

// terms are the learned terms, heaviest first.
func (l *Learned) terms() string {
	var b strings.Builder
	b.WriteString("terms: # learned: typical words and how typical they are\n")
	languages := make([]string, 0, len(l.Terms))
	for language := range l.Terms {
		languages = append(languages, language)
	}
	slices.Sort(languages)
	for _, language := range languages {
		words := make([]string, 0, len(l.Terms[language]))
		for word := range l.Terms[language] {
			words = append(words, word)
		}
		weights := l.Terms[language]
		slices.SortFunc(words, func(a, b string) int {
			return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
		})
		line := "  " + language + ": {"
		for i, word := range words {
			part := fmt.Sprintf("%s: %g", plainKey(word), weights[word])
			if i < len(words)-1 {
				part += ", "
			}
			if len(line)+len(part) > termColumns {
				b.WriteString(strings.TrimRight(line, " ") + "\n")
				line = "    "
			}
			line += part
		}
		b.WriteString(line + "}\n")
	}
	return b.String()
}

// plainKey writes a word as a key, in quotes where YAML would take it for
// something else.
func plainKey(word string) string {
	for _, r := range word {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return quoted(word)
		}
	}
	var value any
	if err := yaml.Unmarshal([]byte(word), &value); err != nil || value != word {
		return quoted(word)
	}
	switch word {
	case "y", "n", "yes", "no", "on", "off": // other readers of YAML take them for truth values
		return quoted(word)
	}
	return word
}

func quoted(s string) string { return strconv.Quote(s) }
