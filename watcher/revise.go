package watcher

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"vedette/matcher"
	"vedette/matcher/text"
	"vedette/store"
)

// A live blog is not to fill the store: what is changed more often is looked at
// again when it may be stored.
const (
	revisionPause = time.Hour
	mostRevisions = 20 // then as many again after a longer pause
	longPause     = 24 * time.Hour
)

// revise finds out which of the known items were changed since their newest
// version was stored. Only those whose words are not those seen last are read.
func (w *Watcher) revise(all []sighting, now time.Time) error {
	var words text.Words
	for i := range all {
		s := &all[i]
		if s.isNews() || s.version.Raw == 0 || s.version.Raw == s.raw || s.version.Print == s.print || s.print == (store.Print{}) {
			continue
		}
		var ok bool
		if s.version.Item != "" {
			var err error
			if s.old, ok, err = w.store.Item(s.version.Item); err != nil {
				return err
			}
		}
		switch {
		case ok:
			w.weigh(&words, s, now)
		case s.finding == reworded:
			s.finding = stranger
		default:
			s.finding = replaced
		}
		if s.finding == revised {
			s.item.Revises = s.old.ID
		}
	}
	return nil
}

// weigh sets an item with other words than before against its newest version.
// An edit that may not be stored yet, or is none of substance, is stored at once
// where by it the item becomes a hit.
func (w *Watcher) weigh(words *text.Words, s *sighting, now time.Time) {
	e := compare(words, s.old, s.item)
	s.beside = !e.alike || s.finding == reworded
	since := now.Sub(s.version.Changed)
	switch {
	case s.finding == reworded && e.alike:
		s.finding = revised
	case s.finding == reworded:
		s.finding, s.version = stranger, store.Version{}
	case e.other:
		s.finding = replaced
	case e.changed && (since >= longPause || since >= revisionPause && s.version.Revisions < mostRevisions), w.gains(s.old, s.item):
		s.finding = revised
	case e.changed:
		s.finding = deferred
	}
}

// gains tells whether any profile finds an item that it did not find before.
func (w *Watcher) gains(old, now store.Item) bool {
	had := map[string]bool{}
	for _, m := range w.matcher.Load().Found(Document(old)) {
		had[m.Profile] = m.Hit
	}
	return slices.ContainsFunc(w.matcher.Load().Found(Document(now)), func(m matcher.Match) bool { return m.Hit && !had[m.Profile] })
}

// confirm weighs a version again once its article is there, and tells whether it
// is one. That of the version before was fetched, too, or there is nothing to
// weigh it against.
func (w *Watcher) confirm(s *sighting) bool {
	if s.finding != revised || s.old.Article != articleFetched {
		return true
	}
	e := contrast(new(text.Words), s.old, s.item)
	s.beside = s.beside || !e.alike
	return s.item.Article != articleFetched || e.changed || w.gains(s.old, s.item)
}

// remember gives what is to be remembered of an item that is known and no
// version is stored of, under those of its keys where it is not yet. The print
// stays that of the version where a change waits for its time.
func (s *sighting) remember(stored map[string]store.Version) (news []store.Version) {
	v := s.version
	if s.finding != deferred && v.Raw != s.raw && (s.print != store.Print{} || v.Raw == 0) {
		v.Print, v.Raw = s.print, s.raw
	}
	for _, key := range s.keys {
		v.Key = key
		if old, ok := stored[key]; !ok || old != v {
			news = append(news, v)
		}
	}
	return news
}

// changedShare: an item is changed in substance when more than one in so many
// words of its text are others.
const changedShare = 5

// edit is what was done to an item.
type edit struct {
	changed bool // its title or substance is another
	alike   bool // title and text together share most of their words
	other   bool // neither title nor text share a third: another item
}

// compare tells an edit from what the feed says of an item. Of one whose article
// was fetched any other word of the feed's own is a change, as only the print of
// those is left.
func compare(words *text.Words, old, now store.Item) edit {
	if old.Article != articleFetched {
		return contrast(words, old, now)
	}
	old.Content, now.Content = "", ""
	e := contrast(words, old, now)
	e.changed = true
	return e
}

// contrast compares words as they fold, so that markup, case and punctuation are
// no change. An item that comes without words is a damaged one, not a changed
// one.
func contrast(words *text.Words, old, now store.Item) (e edit) {
	titles := differ(wordsOf(words, old.Title), wordsOf(words, now.Title))
	texts := differ(wordsOf(words, old.Text()), wordsOf(words, now.Text()))
	e.alike = 2*(titles.shared+texts.shared) >= max(titles.before+texts.before, titles.after+texts.after)
	e.other = titles.strange() && texts.strange()
	if titles.after > 0 && !titles.equal || texts.after > 0 && texts.after+texts.before > 0 && changedShare*(max(texts.before, texts.after)-texts.shared) > max(texts.before, texts.after) {
		e.changed = true
		return e
	}
	gone, come := difference(wordsOf(words, old.Summary), wordsOf(words, now.Summary))
	e.changed = slices.ContainsFunc(gone, isNumber) && slices.ContainsFunc(come, isNumber)
	return e
}

// overlap counts the words of two texts, and those that both have.
type overlap struct {
	before, after, shared int
	equal                 bool // in the same order, too
}

func differ(before, after []string) overlap {
	_, come := difference(before, after)
	return overlap{len(before), len(after), len(after) - len(come), slices.Equal(before, after)}
}

// strange tells texts that share less than a third of their words; where there
// are none in either, they share nothing.
func (o overlap) strange() bool { return 3*o.shared < max(o.before, o.after, 1) }

// wordsOf gives the words of s, folded.
func wordsOf(words *text.Words, s string) []string {
	words.Reset()
	words.Add(s, true)
	all := make([]string, len(words.List))
	for i := range all {
		all[i] = string(words.Fold(i))
	}
	return all
}

// difference gives the words that b lacks and those that a lacks, wherever
// they stand: each as often as it is missing.
func difference(a, b []string) (gone, come []string) {
	times := map[string]int{}
	for _, word := range a {
		times[word]++
	}
	for _, word := range b {
		if times[word]--; times[word] < 0 {
			come = append(come, word)
		}
	}
	for word, n := range times {
		gone = append(gone, slices.Repeat([]string{word}, max(n, 0))...)
	}
	return gone, come
}

func isNumber(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsDigit(r)
}
