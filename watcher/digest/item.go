package digest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"vedette/store"
)

// Most characters of a title and of an excerpt.
const (
	maxTitle   = 300
	maxExcerpt = 300
)

// item is a found item as a reader sees it.
func item(f store.Found) Item {
	title := passage{f.Item.Title, spans(f.Hit.Evidence, "title", f.Item.Title)}.tidy().cut(maxTitle)
	excerpt := excerpt(f.Item.Text(), f.Hit.Evidence)
	if excerpt.text == title.text {
		excerpt = passage{}
	}
	if title.text == "" {
		title.text = cmp.Or(passage{text: excerpt.text}.cut(100).text, "(no title)")
	}
	marks := []Mark{}
	for _, s := range title.marks {
		marks = append(marks, Mark{"title", s.start, s.end})
	}
	for _, s := range excerpt.marks {
		marks = append(marks, Mark{"excerpt", s.start, s.end})
	}
	return Item{
		ID:          f.Item.ID,
		Title:       title.text,
		URL:         link(f.Item.Link),
		Outlet:      passage{text: tidy(f.Item.Outlet)}.cut(100).text,
		Class:       tidy(f.Item.Class),
		Published:   f.Item.When().UTC(),
		Language:    language(f.Item.Language),
		Excerpt:     excerpt.text,
		Marks:       marks,
		Profile:     f.Hit.Profile,
		Probability: f.Hit.Probability,
		Threshold:   f.Hit.Threshold,
		Fresh:       fresh(f.Hit.Fresh),
		Evidence:    evidence(f.Hit.Evidence),
	}
}

// language keeps only what can be a tag, as programs act on it.
func language(tag string) string {
	for _, r := range tag {
		if r != '-' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return ""
		}
	}
	return tag
}

// evidence is what the matcher gave, fit for one line.
func evidence(in []store.Evidence) []store.Evidence {
	out := make([]store.Evidence, len(in))
	for i, e := range in {
		e.Text = tidy(e.Text)
		out[i] = e
	}
	return out
}

// fresh is what the watcher gave, fit for one line.
func fresh(in []string) []string {
	out := []string{}
	for _, word := range in {
		if word = (passage{text: tidy(word)}).cut(40).text; word != "" {
			out = append(out, word)
		}
	}
	return out
}

// spans gives the stretches of s that speak for the match, in order and apart
// from each other. Where evidence lies within evidence the inner is taken: the
// names rather than the whole sentence that a rule was true of. What speaks
// against, and offsets that do not fit s, are left out.
func spans(evidence []store.Evidence, field, s string) []span {
	var all []span
	for _, e := range evidence {
		sp := span{e.Start, e.End}
		if e.Field == field && e.Weight >= 0 && sp.within(s) {
			all = append(all, sp)
		}
	}
	slices.SortFunc(all, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(b.start, a.start))
	})
	// By end, so that whatever lies within a span comes before it.
	var out []span
	for _, sp := range all {
		switch last := len(out) - 1; {
		case last >= 0 && sp.start <= out[last].start:
		case last >= 0 && sp.start < out[last].end:
			out[last].end = sp.end
		default:
			out = append(out, sp)
		}
	}
	return out
}

// link is a feed's link as it may be shown: an http address in its encoded
// form without user and password, which only serve to deceive; anything else
// as it is, on one line.
func link(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || !web(u) {
		return passage{text: tidy(raw)}.cut(maxTitle).text
	}
	u.User = nil
	return u.String()
}

// web tells whether a reader may be sent there.
func web(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// Address is what links to one page have in common; "" where the link names
// no page of its own, only a site.
func Address(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || !web(u) {
		return ""
	}
	query := u.Query()
	for name := range query {
		if counts(name) {
			query.Del(name)
		}
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if path == "" && len(query) == 0 {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	return host + path + "?" + query.Encode()
}

// counts tells parameters that count who came from where from those that name
// a page.
func counts(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"utm_", "at_", "ns_", "mc_", "pk_", "mtm_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{
		"fbclid", "gclid", "yclid", "ysclid", "msclkid", "dclid", "igshid", "_ga",
		"cmpid", "ncid", "ocid", "smid", "xtor", "wt_mc", "traffic_source",
	}, name)
}
