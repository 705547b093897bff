package watcher

import (
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"time"

	"vedette/matcher/text"
	"vedette/store"
	"vedette/watcher/digest"
	"vedette/watcher/feed"
)

// What tells the items of a feed apart, see store.FeedState.IDs. A feed goes
// down this list when its ids prove of no use, and never up again by itself.
const (
	byID      = ""        // what the feed gives, see feed.Item.Key
	byLink    = "link"    // the address that an item alone has, else its words
	byContent = "content" // the words of title and text
)

// mostRenamed is in how many documents in a row known items may come under other
// keys before these count as useless. The first time it may be a new server.
const mostRenamed = 2

// sighting is an item as a document shows it, and what is known of it.
type sighting struct {
	parsed  feed.Item
	raw     uint64 // the print of its bytes
	item    store.Item
	print   store.Print   // of its words, once it is read, as is item
	keys    []string      // its own first, then others that it is to be known by
	address string        // the key of its link; "" where that says nothing
	version store.Version // the newest; zero where none is known
	old     store.Item    // of version, where the item is weighed against it
	beside  bool          // see store.NewItem
	finding finding
	read    func(*sighting) // reads the item, if that was not done; nobody needs it of one that is as it was
}

// finding is what a sighting is.
type finding int

const (
	stranger finding = iota // news, unless most of the document was renamed
	alike                   // at a known address, and nothing else is known
	known                   // by its key
	renamed                 // known by another key
	reworded                // at a known address with other words: a version or news
	deferred                // changed, and it is too early for a version of it
	revised                 // changed
	replaced                // under a known key: something else, or the version before is gone
)

// isNews tells what is stored as an item not seen before.
func (s *sighting) isNews() bool {
	return s.finding == stranger || s.finding == alike || s.finding == replaced
}

// sightings lists the items of a document, those with one key once.
func (w *Watcher) sightings(t task, policy string, parsed *feed.Feed, now time.Time) []sighting {
	addresses := addressKeys(parsed, t.feed.URL)
	var all []sighting
	var words text.Words
	had := map[string]bool{}
	read := func(s *sighting) {
		if s.item.ID == "" {
			s.item = newItem(t.feed, parsed, s.parsed, now)
			s.print = printOf(&words, s.item)
		}
	}
	for i, it := range parsed.Items {
		s := sighting{parsed: it, raw: rawOf(it), address: addresses[i], read: read}
		s.keys = s.keysBy(policy)
		if !had[s.keys[0]] {
			had[s.keys[0]] = true
			all = append(all, s)
		}
	}
	return all
}

// addressKeys gives, for each item whose link it alone has, the key of the link;
// none where the link is that of the site or the feed, at which anything may
// stand.
func addressKeys(parsed *feed.Feed, url string) []string {
	times := map[string]int{address(parsed.Link): 2, address(url): 2}
	for _, it := range parsed.Items {
		times[address(it.Link)]++
	}
	keys := make([]string, len(parsed.Items))
	for i, it := range parsed.Items {
		if a := address(it.Link); a != "" && times[a] == 1 {
			keys[i] = "link " + a
		}
	}
	return keys
}

// address is what of a link stays when servers change: neither the scheme nor
// what counts clicks. Fragments are part of it, as those of a live blog are
// items; "" where the link names no page.
func address(link string) string {
	a := digest.Address(link)
	_, fragment, _ := strings.Cut(link, "#")
	if a == "" || fragment == "" || strings.Contains(fragment, "=") { // "#xtor=RSS-1"
		return a
	}
	return a + "#" + fragment
}

// keysBy gives the keys of the item under a policy.
func (s *sighting) keysBy(policy string) []string {
	own := s.parsed.Key
	if policy == byContent || policy == byLink && s.address == "" {
		s.read(s)
		own = fmt.Sprintf("content %016x%016x", s.print.Title, s.print.Text)
	} else if policy == byLink {
		own = s.address
	}
	if s.address == "" || s.address == own {
		return []string{own}
	}
	return []string{own, s.address}
}

// rawOf is the same for items whose titles and texts came as the same bytes.
func rawOf(it feed.Item) uint64 {
	h := fnv.New64a()
	for _, s := range []string{it.Title, it.Summary, it.Content} {
		io.WriteString(h, s)
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// printOf stands for the words of an item whatever their case, marks and
// punctuation, 0 for none.
func printOf(words *text.Words, it store.Item) store.Print {
	sum := func(s string) uint64 {
		words.Reset()
		words.Add(s, true)
		h := fnv.New64a()
		for i := range words.List {
			h.Write(words.Fold(i))
			h.Write([]byte{' '})
		}
		if len(words.List) == 0 {
			return 0
		}
		return h.Sum64()
	}
	return store.Print{Title: sum(it.Title), Text: sum(it.Text())}
}

// recognize finds out which items the feed has shown before. When in doubt an
// item is news: to tell one twice is the lesser evil.
//
// An item is known by its key. One with a new key is the item that was at its
// address when it has the same words, or, where it has others, may be a version
// of that, see revise. When most of a document has new keys, more can prove that
// it was made anew, see recognizeMany. The versions are those known under the
// keys.
func (w *Watcher) recognize(url string, all []sighting) (versions map[string]store.Version, err error) {
	var keys []string
	for _, s := range all {
		keys = append(keys, s.keys...)
	}
	unseen, err := w.store.Unseen(url, keys)
	if err != nil {
		return nil, err
	}
	if versions, err = w.store.Versions(url, keys); err != nil {
		return nil, err
	}
	taken := map[string]bool{} // items that are in the document under their own keys
	for i := range all {
		if s := &all[i]; !unseen[s.keys[0]] {
			s.finding, s.version = known, versions[s.keys[0]]
			taken[s.version.Item] = s.version.Item != ""
		}
		if s := &all[i]; s.finding == stranger || s.version.Raw != s.raw {
			s.read(s)
		}
	}
	for i := range all {
		if s := &all[i]; s.finding == stranger && s.address != "" && !unseen[s.address] {
			s.findAt(versions, taken)
		}
	}
	return versions, w.recognizeMany(url, all, taken)
}

// findAt looks for the item that was at the address before.
func (s *sighting) findAt(versions map[string]store.Version, taken map[string]bool) {
	switch v, ok := versions[s.address]; {
	case !ok:
		s.finding = alike
	case taken[v.Item]:
	case s.saysWhat(v.Print):
		s.finding, s.version = renamed, v
	case v.Item != "":
		s.finding, s.version = reworded, v
	}
}

// saysWhat tells whether title and text are the same, and say anything.
func (s *sighting) saysWhat(p store.Print) bool { return s.print == p && p != store.Print{} }

// leastMany is how many items have to show that a document was made anew, or
// that ids are of no use. Fewer may be chance.
const leastMany = 3

// recognizeMany looks whether the document is one with known items under other
// keys: most of it has the same words as before, at the same addresses or with
// other proof. Where a program that kept no versions has seen the addresses of
// all items, they are taken for those.
func (w *Watcher) recognizeMany(url string, all []sighting, taken map[string]bool) error {
	count := map[finding]int{}
	for _, s := range all {
		count[s.finding]++
	}
	if len(all) < leastMany {
		return nil
	}
	if count[alike] == len(all) {
		for i := range all {
			all[i].finding = renamed
		}
		return nil
	}
	if count[stranger] == 0 || 2*(count[stranger]+count[renamed]) <= len(all) {
		return nil
	}
	proven, err := w.proven(url, all, taken)
	if err != nil {
		return err
	}
	if n := count[renamed] + len(proven); n >= leastMany && 2*n > len(all) {
		for i, v := range proven {
			all[i].finding, all[i].version = renamed, v
		}
	}
	return nil
}

// proven finds strangers again that have the words of an item, which nothing
// else of the document has, and are at its address on another host or of its
// very time. Where several have one time of day that is a date alone, at which
// midnight it may be.
func (w *Watcher) proven(url string, all []sighting, taken map[string]bool) (map[int]store.Version, error) {
	versions, err := w.store.VersionsByPrint(url)
	if err != nil {
		return nil, err
	}
	prints, clocks := map[store.Print]int{}, map[time.Duration]int{}
	for i := range all {
		s := &all[i]
		s.read(s)
		prints[s.print]++
		clocks[ofDay(s.item.Published)]++
	}
	found := map[int]store.Version{}
	for i, s := range all {
		v, ok := versions[s.print]
		if !ok || s.finding != stranger || taken[v.Item] || prints[s.print] > 1 || !s.saysWhat(v.Print) {
			continue
		}
		old, ok, err := w.store.Item(v.Item)
		if err != nil {
			return nil, err
		}
		was, is := old.Published, s.item.Published
		differ := !was.IsZero() && !is.IsZero() && !was.Equal(is)
		at := ofDay(is)
		if ok && !differ && (was.Equal(is) && at != 0 && clocks[at] == 1 || samePage(old.Link, s.item.Link)) {
			found[i] = v
		}
	}
	return found, nil
}

// ofDay is the time of day in UTC; 0 for midnight, and where there is no time.
func ofDay(t time.Time) time.Duration { return t.Sub(t.Truncate(24 * time.Hour)) }

// samePage tells whether two links differ in the host only, and in what counts
// clicks.
func samePage(a, b string) bool {
	_, a, _ = strings.Cut(address(a), "/")
	_, b, _ = strings.Cut(address(b), "/")
	return a != "" && a == b
}

// judgeIDs counts documents in a row whose known items came under other ids, and
// steps down to what tells the items of the feed apart better than its ids do.
// The items then get keys of the new kind beside those they were found by, so
// that none becomes news by it.
func (w *Watcher) judgeIDs(t task, st *store.FeedState, all []sighting) {
	again, news := 0, 0
	for _, s := range all {
		if s.finding == renamed && s.version.Raw != 0 {
			again++
		} else if s.isNews() {
			news++
		}
	}
	if again >= leastMany || 2*again >= len(all) && again > 0 {
		st.Renamed++
	} else if news > 0 {
		st.Renamed = 0
	}
	policy, reason := better(st.IDs, st.Renamed, all)
	if policy == st.IDs {
		return
	}
	st.IDs, st.Renamed = policy, 0
	w.log.Warn("the ids of a feed are of no use: its items are told apart by "+policy, "feed", t.feed.Name, "url", t.feed.URL, "reason", reason)
	for i := range all {
		s := &all[i]
		for _, key := range slices.Backward(s.keysBy(policy)) {
			s.keys = append([]string{key}, slices.DeleteFunc(s.keys, func(k string) bool { return k == key })...)
		}
	}
}

// better is the policy that follows from what documents show of a feed's ids,
// and why. That addresses do not help either takes more than one document.
// Items without an id need none, see feed.Item.Key.
func better(policy string, timesRenamed int, all []sighting) (next, reason string) {
	doubled, addressed := 0, 0
	first := map[string]feed.Item{}
	for _, s := range all {
		if s.address != "" {
			addressed++
		}
		if other, ok := first[s.parsed.ID]; ok && other.Title != s.parsed.Title && other.Link != s.parsed.Link {
			doubled++
		} else if s.parsed.ID != "" {
			first[s.parsed.ID] = s.parsed
		}
	}
	byAddress := policy == byID && 2*addressed > len(all)
	switch {
	case timesRenamed >= mostRenamed && !byAddress:
		return byContent, fmt.Sprintf("in %d documents known items came under others", timesRenamed)
	case timesRenamed >= mostRenamed:
		return byLink, fmt.Sprintf("in %d documents known items came under others", timesRenamed)
	case byAddress && doubled >= leastMany && 20*doubled >= len(all):
		return byLink, fmt.Sprintf("%d of %d items have that of another", doubled, len(all))
	}
	return policy, ""
}
