package digest

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/store"
)

// Most characters of a subject: what mail programs show, and some more.
const maxSubject = 120

// Subject is the line of a mail: the count of stories and the best one's
// title, at most 120 characters, fit for a header.
func Subject(d Digest) string { return Forms{}.Subject(d) }

// topTitle is the title of the first story of all profiles taken together, or
// else what the first correction makes of one.
func topTitle(d Digest) string {
	if len(d.Stories) == 0 && len(d.Corrections) > 0 {
		return d.Corrections[0].Now.Title
	}
	var best Story
	for _, s := range d.Stories {
		if len(s.Items) > 0 && (len(best.Items) == 0 || compareItems(s.Items[0], best.Items[0]) < 0) {
			best = s
		}
	}
	return best.Title
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// headline says how many stories there are.
func headline(d Digest) string {
	if d.Empty() {
		return "Nothing new"
	}
	return tally(d)
}

// tally counts the stories by their status, those left out as more, and the
// corrections.
func tally(d Digest) string {
	shown := make(map[string]int)
	for _, s := range d.Stories {
		shown[s.Status]++
	}
	if shown[New] == len(d.Stories) {
		shown[New], d.Truncated = d.total(), 0
	}
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{shown[New], "new story", "new stories"}, {shown[Update], "update", "updates"},
		{shown[Echo], "echo", "echoes"}, {d.Truncated, "more", "more"},
		{len(distinct(d.Corrections)) + d.More, "correction", "corrections"},
	} {
		if c.n > 0 {
			parts = append(parts, count(c.n, c.one, c.many))
		}
	}
	return strings.Join(parts, ", ")
}

// rest counts the reports of a story that are not listed; "" where all are.
func rest(s Story) string {
	var parts []string
	if s.More > 0 {
		parts = append(parts, "+"+count(s.More, "report", "reports"))
	}
	if s.Copies > 0 {
		parts = append(parts, "+"+count(s.Copies, "copy", "copies"))
	}
	return strings.Join(parts, ", ")
}

// news is what an update brings in words of its reports; "" for other stories.
func news(s Story) string {
	if s.Status != Update || len(s.Items) == 0 {
		return ""
	}
	var words []string
	for _, w := range s.Items[0].Fresh {
		words = append(words, "“"+inset(tidy(w))+"”")
	}
	return strings.Join(words, ", ")
}

// shares says how many stories each profile has, where there is more than one
// with any.
func shares(d Digest) string {
	var parts []string
	for _, p := range d.Profiles {
		if p.Stories > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", inset(tidy(p.Title)), p.Stories))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, ", ")
}

// profileCount is what stands beside a profile's title.
func profileCount(p Profile, shown int) string {
	s := count(p.Stories, "story", "stories")
	if shown < p.Stories {
		s += fmt.Sprintf(", %d shown", shown)
	}
	return s
}

// remarks are the lines of the foot that counts lead to.
func remarks(d Digest) []string {
	var lines []string
	if d.Truncated > 0 {
		lines = append(lines, count(d.Truncated, "more story was", "more stories were")+
			" left out to keep to max_stories; `vedette hits` lists every one.")
	}
	if d.More > 0 {
		lines = append(lines, count(d.More, "more report was", "more reports were")+" changed after they were told.")
	}
	if d.Echoes > 0 {
		lines = append(lines, count(d.Echoes, "more report", "more reports")+" of stories told before.")
	}
	if d.Older > 0 {
		lines = append(lines, count(d.Older, "older match was", "older matches were")+
			" found when a feed or profile was added: stored, not announced one by one.")
	}
	return lines
}

// clock shows times in the reader's zone.
type clock struct {
	zone *time.Location
	year int
}

// newClock reads the zone that the digest names; where this machine does not
// know it, times are UTC, and say so.
func newClock(d Digest) clock {
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return clock{zone, d.Period.To.In(zone).Year()}
}

// when is a time of an item: the year only where it is not the digest's.
func (c clock) when(t time.Time) string {
	t = t.In(c.zone)
	if t.Year() != c.year {
		return t.Format("2 Jan 2006 15:04")
	}
	return t.Format("2 Jan 15:04")
}

// period is the time that the digest covers, with the zone.
func (c clock) period(p Period) string {
	const full = "2 Jan 2006 15:04"
	zone := c.zone.String()
	to := p.To.In(c.zone)
	if zone == "Local" {
		zone = to.Format("UTC-07:00")
	}
	if p.From.IsZero() {
		return fmt.Sprintf("up to %s (%s)", to.Format(full), zone)
	}
	from := p.From.In(c.zone)
	layout := full
	if from.Year() == to.Year() {
		layout = "2 Jan 15:04"
	}
	return fmt.Sprintf("%s – %s (%s)", from.Format(layout), to.Format(full), zone)
}

// source says who reports, of what kind they are, when, and in which language.
func (c clock) source(it Item) string {
	outlet := inset(cmp.Or(tidy(it.Outlet), host(it.URL), "unknown outlet"))
	if it.Class != "" {
		outlet += " (" + tidy(it.Class) + ")"
	}
	parts := []string{outlet}
	if !it.Published.IsZero() {
		parts = append(parts, c.when(it.Published))
	}
	if it.Language != "" {
		parts = append(parts, tidy(it.Language))
	}
	return strings.Join(parts, " · ")
}

// changed says who changed a report, and when; profiles are the digest's.
func (c clock) changed(of Correction, profiles []Profile) string {
	s := c.source(of.report()) + " · changed " + c.when(of.Changed)
	if of.Retracted {
		title := of.Profile
		if i := slices.IndexFunc(profiles, func(p Profile) bool { return p.Name == of.Profile }); i >= 0 {
			title = profiles[i].Title
		}
		s += " · no longer matches " + tidy(title)
	}
	return s
}

// host may hold any byte, as an address can encode them all.
func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return tidy(u.Hostname())
}

// why is the probability and the three strongest reasons in words; for a near
// miss also what was missing, and what spoke against most.
func why(it Item) string {
	miss := it.Probability < it.Threshold
	share := Percent(it.Probability)
	if miss {
		share = Odds(it.Probability, it.Threshold)
	}
	line := Sure(it.Probability) + " (" + share + ")"
	if r := reasons(it.Evidence, 3); len(r) > 0 {
		line += " · " + strings.Join(r, "; ")
	}
	if against := lowest(it.Evidence); miss && against.Weight < 0 {
		line += " · against: " + words(against)
	}
	return line
}

// Sure says in words how probable something is.
func Sure(p float64) string {
	switch {
	case p > 0.99:
		return "all but certain"
	case p >= 0.9:
		return "very likely"
	case p >= 0.7:
		return "likely"
	case p > 0.55:
		return "rather likely"
	case p >= 0.45:
		return "even odds"
	case p >= 0.3:
		return "rather unlikely"
	case p >= 0.1:
		return "unlikely"
	}
	return "very unlikely"
}

// Odds is a probability beside the one that it takes to be a hit.
func Odds(p, threshold float64) string {
	needed := Percent(threshold)
	if p < threshold && Percent(p) == needed {
		needed = "a little more"
	}
	return Percent(p) + "; " + needed + " needed"
}

// Percent is a probability as a reader sees it; it never claims certainty.
func Percent(p float64) string {
	switch {
	case p > 0.99:
		return "over 99%"
	case p < 0.01:
		return "under 1%"
	}
	return fmt.Sprintf("%.0f%%", p*100)
}

// reasons are the n strongest pieces of evidence for a match, said once each.
func reasons(evidence []store.Evidence, n int) []string {
	evidence = slices.Clone(evidence)
	slices.SortStableFunc(evidence, func(a, b store.Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
	var out []string
	for _, e := range evidence {
		if w := words(e); e.Weight > 0 && w != "" && !slices.Contains(out, w) && len(out) < n {
			out = append(out, w)
		}
	}
	return out
}

func lowest(evidence []store.Evidence) store.Evidence {
	if len(evidence) == 0 {
		return store.Evidence{}
	}
	return slices.MinFunc(evidence, func(a, b store.Evidence) int { return cmp.Compare(a.Weight, b.Weight) })
}

// words is a piece of evidence as a phrase: a rule speaks for itself, words of
// the item stand in quotes.
func words(e store.Evidence) string {
	text := passage{text: tidy(e.Text)}.cut(120).text
	if text == "" {
		return ""
	}
	if e.Kind == "entity" || e.Kind == "class" || e.Kind == "term" {
		return "“" + inset(text) + "”"
	}
	return inset(text)
}
