package watcher

import (
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
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

// mostRenamed is in how many documents known items may come under other keys
// before these count as useless. The first time it may be a new server.
const mostRenamed = 2

// sighting is an item as a document shows it, and what is known of it.
type sighting struct {
	parsed  feed.Item
	raw     uint64 // the print of its bytes
	item    store.Item
	print   store.Print   // of its words, once it is read, as are item and words
	words   int           // of title and text
	keys    []string      // its own first, then others that it is to be known by
	address string        // the key of its link; "" where that says nothing
	version store.Version // the newest; zero where none is known
	finding finding
	read    func(*sighting) // reads the item, if that was not done; nobody needs it of one that is as it was
}

// finding is what a sighting is.
type finding int

const (
	stranger  finding = iota // news, unless most of the document was renamed
	alike                    // at a known address, and nothing else is known
	known                    // by its key
	renamed                  // known by another key
	deferred                 // changed, and it is too early for a version of it
	revised                  // changed
	forgotten                // known, and the version before is gone
)

// isNews tells what is stored as an item not seen before.
func (s *sighting) isNews() bool { return s.finding == stranger || s.finding == alike }

// sightings lists the items of a document, those with one key once.
func (w *Watcher) sightings(t task, policy string, parsed *feed.Feed, now time.Time) []sighting {
	addresses := addressKeys(parsed, t.feed.URL)
	var all []sighting
	var words text.Words
	had := map[string]bool{}
	read := func(s *sighting) {
		if s.item.ID == "" {
			s.item = newItem(t.feed, parsed, s.parsed, now)
			s.print, s.words = printOf(&words, s.item)
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
// punctuation, 0 for none; n is how many there are.
func printOf(words *text.Words, it store.Item) (p store.Print, n int) {
	sum := func(s string) uint64 {
		words.Reset()
		words.Add(s, true)
		h := fnv.New64a()
		for i := range words.List {
			h.Write(words.Fold(i))
			h.Write([]byte{' '})
		}
		if n += len(words.List); len(words.List) == 0 {
			return 0
		}
		return h.Sum64()
	}
	p.Title = sum(it.Title)
	p.Text = sum(it.Text())
	return p, n
}

// recognize finds out which items the feed has shown before.
//
// An item is known by its key. One with a new key at an address that it alone
// has is the item that was there, under another id. When most of a document
// has new keys, and most of it is known by address or by its words, the feed
// was made anew, and what is known is not news. What is left is: of a feed that
// was not asked for a month, all. The versions are those known under the keys.
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
	taken := map[string]bool{} // versions of items that are in the document under their own keys
	for i := range all {
		if s := &all[i]; !unseen[s.keys[0]] {
			s.finding, s.version = known, versions[s.keys[0]]
			taken[s.version.Item] = true
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
	case v.Item == "" && v.Print.Title != s.print.Title:
		s.finding = alike
	case v.Item == "" || !taken[v.Item]:
		s.finding, s.version = renamed, v
	}
}

// recognizeMany looks whether the document is one with known items under other
// keys.
func (w *Watcher) recognizeMany(url string, all []sighting, taken map[string]bool) error {
	count := func(what ...finding) (n int) {
		for _, s := range all {
			if slices.Contains(what, s.finding) {
				n++
			}
		}
		return n
	}
	var same map[int]store.Version
	if 2*count(stranger, alike, renamed) > len(all) && count(stranger) > 0 && len(all) > 1 {
		var err error
		if same, err = w.sameWords(url, all, taken); err != nil {
			return err
		}
	}
	if 2*(count(alike, renamed)+len(same)) <= len(all) {
		return nil
	}
	for i := range all {
		s := &all[i]
		if v, ok := same[i]; ok {
			s.finding, s.version = renamed, v
		} else if s.finding == alike {
			s.finding = renamed
		}
	}
	return nil
}

// manyWords are more than two reports of different things have in common.
const manyWords = 20

// sameWords finds strangers again by their words, which nothing else of the
// document may have. Few words come again by themselves, so there the date or
// the path of the address has to be the same, too.
func (w *Watcher) sameWords(url string, all []sighting, taken map[string]bool) (map[int]store.Version, error) {
	versions, err := w.store.VersionsByPrint(url)
	if err != nil {
		return nil, err
	}
	times := map[store.Print]int{}
	for _, s := range all {
		times[s.print]++
	}
	same := map[int]store.Version{}
	for i, s := range all {
		v, ok := versions[s.print]
		if !ok || s.finding != stranger || taken[v.Item] || times[s.print] > 1 {
			continue
		}
		old, ok, err := w.store.Item(v.Item)
		if err != nil {
			return nil, err
		}
		if ok && (s.words >= manyWords || !old.Published.IsZero() && old.Published.Equal(s.item.Published) || samePath(old.Link, s.item.Link)) {
			same[i] = v
		}
	}
	return same, nil
}

// samePath tells whether two links differ in host and parameters only.
func samePath(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && len(u.Path) > 1 && u.Path == v.Path
}

// judgeIDs counts documents whose known items came under other ids, and steps
// down to what tells the items of the feed apart better than its ids do. The
// items then get keys of the new kind beside those they were found by, so that
// none becomes news by it.
func (w *Watcher) judgeIDs(t task, st *store.FeedState, all []sighting) {
	for _, s := range all {
		if s.finding == renamed && (s.version.Item == "" || s.resembles(s.version.Print)) {
			st.Renamed++
			break
		}
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

// resembles tells whether title or text is the same.
func (s *sighting) resembles(p store.Print) bool {
	return s.print.Title != 0 && s.print.Title == p.Title || s.print.Text != 0 && s.print.Text == p.Text
}

// better is the policy that follows from what a document shows of its ids, and
// why.
func better(policy string, timesRenamed int, all []sighting) (next, reason string) {
	doubled, empty, addressed := 0, 0, 0
	first := map[string]feed.Item{}
	for _, s := range all {
		if s.address != "" {
			addressed++
		}
		if s.parsed.ID == "" {
			empty++
		} else if other, ok := first[s.parsed.ID]; ok && other.Title != s.parsed.Title && other.Link != s.parsed.Link {
			doubled++
		} else {
			first[s.parsed.ID] = s.parsed
		}
	}
	switch {
	case timesRenamed >= mostRenamed:
		reason = fmt.Sprintf("in %d documents known items came under others", timesRenamed)
	case policy == byID && 2*empty > len(all):
		reason = fmt.Sprintf("%d of %d items have none", empty, len(all))
	case policy == byID && 20*doubled > len(all):
		reason = fmt.Sprintf("%d of %d items have that of another", doubled, len(all))
	default:
		return policy, ""
	}
	if policy == byID && 2*addressed > len(all) {
		return byLink, reason
	}
	return byContent, reason
}
