package store

import (
	"testing"
	"time"
)

func TestStats(t *testing.T) {
	s := open(t)
	for i := range 40 {
		commit(t, s, benchPoll("https://a.example/", noon.Add(time.Duration(i)*time.Hour), 30))
	}
	d := newDelivery("1", noon)
	freeze(t, s, d)
	d.State = Delivered
	record(t, s, d)
	before := check[Stats](t)(s.Stats())
	buckets := make(map[string]BucketStats)
	taken := before.FreeBytes
	for _, b := range before.Buckets {
		buckets[b.Name] = b
		taken += b.Bytes
	}
	items, last := buckets["items"], noon.Add(39*time.Hour)
	if items.Entries != 1200 || !items.Oldest.Equal(noon) || !items.Newest.Equal(last) || items.Share < 0.01 {
		t.Errorf("items: %+v; want 1200 from %v to %v", items, noon, last)
	}
	if l := buckets["ledger"]; l.Entries != 1 || !l.Oldest.Equal(d.Created) {
		t.Errorf("ledger: %+v", l)
	}
	if rest := before.FileBytes - taken; rest < 0 || rest > 64<<10 {
		t.Errorf("%d of %d bytes are neither in buckets nor free", rest, before.FileBytes)
	}
	check[PruneStats](t)(s.Prune(t.Context(), Cutoffs{Items: last, Hits: last}))
	after := check[Stats](t)(s.Stats())
	if after.FreeBytes <= before.FreeBytes || after.FileBytes != before.FileBytes {
		t.Errorf("after Prune: %d free of %d; before: %d of %d", after.FreeBytes, after.FileBytes, before.FreeBytes, before.FileBytes)
	}
}
