package feed

import (
	"crypto/sha256"
	"encoding/hex"
)

// setKeys gives every item its key: the id, else the link, else a hash of
// title and content. Where one id (or link) stands on items that differ, it is
// not enough to tell them apart, so all of these get the link beside it, and
// where that does not help the hash. Only exact repeats share a key.
// It must run before titles and links are bounded, which would make items
// alike that are not.
func setKeys(items []Item) {
	hashes := make([]string, len(items))
	hash := func(i int) string {
		if hashes[i] == "" {
			hashes[i] = contentHash(&items[i])
		}
		return hashes[i]
	}
	for i := range items {
		it := &items[i]
		switch {
		case it.ID != "":
			it.Key = short(it.ID)
		case it.Link != "":
			it.Key = short(it.Link)
		default:
			it.Key = hash(i)
		}
	}
	refine(items, func(a, b *Item) bool { return a.Link == b.Link }, func(i int) string { return short(items[i].Link) })
	refine(items, func(a, b *Item) bool { return a.Title == b.Title && a.Content == b.Content && a.Summary == b.Summary }, hash)
}

// refine adds to the keys that stand on items which are not the same.
func refine(items []Item, same func(a, b *Item) bool, more func(i int) string) {
	first := make(map[string]int, len(items))
	clash := map[string]bool{}
	for i := range items {
		j, seen := first[items[i].Key]
		if !seen {
			first[items[i].Key] = i
		} else if !same(&items[i], &items[j]) {
			clash[items[i].Key] = true
		}
	}
	if len(clash) == 0 {
		return
	}
	for i := range items {
		if clash[items[i].Key] {
			items[i].Key += " " + more(i)
		}
	}
}

// maxKey is the longest id or link that is a key as it stands, in bytes.
const maxKey = 512

// short gives what stands for an id or link in a key: itself, or the first 16
// bytes of its SHA-256, in hexadecimal.
func short(s string) string {
	if len(s) <= maxKey {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// contentHash is the first 16 bytes of SHA-256, in hexadecimal.
func contentHash(it *Item) string {
	h := sha256.New()
	for _, s := range []string{it.Title, or(it.Content, it.Summary)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
