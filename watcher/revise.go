package watcher

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"vedette/matcher/text"
	"vedette/store"
)

// A live blog is not to fill the store: what is changed more often is looked at
// again when it may be stored.
const (
	revisionPause = time.Hour
	mostRevisions = 20
)

// revise finds out which of the known items were changed since their newest
// version was stored. Only those whose words are not those seen last are read.
func (w *Watcher) revise(all []sighting, now time.Time) error {
	var words text.Words
	for i := range all {
		s := &all[i]
		if s.isNews() || s.version.Item == "" || s.version.Raw == s.raw || s.version.Print == s.print {
			continue
		}
		old, ok, err := w.store.Item(s.version.Item)
		if err != nil {
			return err
		}
		switch {
		case !ok:
			s.finding = forgotten
		case !changed(&words, old, s.item):
		case s.version.Revisions < mostRevisions && now.Sub(s.version.Changed) >= revisionPause:
			s.finding = revised
			s.item.Revises = old.ID
		case s.finding == renamed:
			s.finding = stranger // it may be another item at the same address: nothing is to be lost
			s.version = store.Version{}
		case s.version.Revisions < mostRevisions:
			s.finding = deferred
		}
	}
	return nil
}

// remember gives what is to be remembered of an item that is known and no
// version is stored of, under those of its keys where it is not yet. The print
// stays that of the version where a change waits for its time.
func (s *sighting) remember(stored map[string]store.Version) (news []store.Version) {
	v := s.version
	switch s.finding {
	case forgotten:
		v = store.Version{Print: s.print, Raw: s.raw}
	case deferred:
	default:
		if v.Raw != s.raw {
			v.Print, v.Raw = s.print, s.raw
		}
	}
	for _, key := range s.keys {
		v.Key = key
		if old, ok := stored[key]; !ok || old != v {
			news = append(news, v)
		}
	}
	return news
}

// An item is changed in substance when more than a fifth of the words of its
// text are others, and not only a few.
const (
	changedShare = 5 // one in so many
	changedLeast = 5
)

// changed tells whether the title or the substance of an item is another one.
// Words are compared as they fold, so that markup, case and punctuation are no
// change. Of an item whose article was fetched only the summary is the feed's.
// An item that comes without words is a damaged one, not a changed one.
func changed(words *text.Words, old, now store.Item) bool {
	if title := wordsOf(words, now.Title); len(title) > 0 && !slices.Equal(wordsOf(words, old.Title), title) {
		return true
	}
	if old.Article == articleFetched {
		old.Content, now.Content = "", ""
	}
	before, after := wordsOf(words, old.Text()), wordsOf(words, now.Text())
	gone, come := difference(before, after)
	if d := max(len(gone), len(come)); len(after) > 0 && d >= changedLeast && d*changedShare > max(len(before), len(after)) {
		return true
	}
	gone, come = difference(wordsOf(words, old.Summary), wordsOf(words, now.Summary))
	return slices.ContainsFunc(gone, isNumber) && slices.ContainsFunc(come, isNumber)
}

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
