package watcher

import (
	"slices"
	"time"

	"vedette/config"
	"vedette/matcher"
	"vedette/store"
)

// nearMiss is the share of its threshold from which an item that is no hit is
// kept as a near miss.
const nearMiss = 0.2

// Document is what is matched of an item.
func Document(it store.Item) matcher.Document {
	return matcher.Document{
		ID: it.ID, Title: it.Title, Text: it.Text(),
		Language: it.Language, Class: it.Class, Date: it.When(),
	}
}

// match judges an item and says which digests are to announce it. old marks
// items that were published before the feed was added.
func (w *Watcher) match(it store.Item, old bool, now time.Time) []store.PendingHit {
	var hits []store.PendingHit
	for _, m := range w.matcher.Load().Found(Document(it)) {
		if !m.Hit && (m.Probability < nearMiss*m.Threshold || old) {
			continue
		}
		h := store.Hit{
			Item: it.ID, Profile: m.Profile, Score: m.Score, Probability: m.Probability,
			Threshold: m.Threshold, Origin: m.Origin, Rate: m.Rate, Background: m.Background, Near: !m.Hit, Backfill: old, Found: now,
			Evidence: make([]store.Evidence, len(m.Evidence)),
		}
		for i, e := range m.Evidence {
			h.Evidence[i] = store.Evidence(e)
		}
		var digests []string
		for _, d := range w.cfg.Digests {
			if wants(d, h) {
				digests = append(digests, d.Name)
			}
		}
		hits = append(hits, store.PendingHit{Hit: h, Digests: digests})
	}
	return hits
}

// covers tells whether a digest is about a profile.
func covers(d config.Digest, profile string) bool {
	return len(d.Profiles) == 0 || slices.Contains(d.Profiles, profile)
}

// wants tells whether a digest announces a hit, or may show a near miss. What
// it has told before, which its setting only may leave out, is known when it is
// composed. What it told it also tells when that was changed.
func wants(d config.Digest, h store.Hit) bool {
	switch {
	case !covers(d, h.Profile):
		return false
	case h.Retracted > 0:
		return h.Retracted >= d.MinProbability
	case h.Near:
		return *d.NearMisses > 0
	}
	return max(h.Probability, h.Before) >= d.MinProbability
}
