package digest

import (
	"encoding/json"
	"fmt"
	"io"

	"vedette/store"
)

// JSON writes the versioned form that webhooks get: one object on one line.
// Lists are never null; times are RFC 3339 in UTC.
func JSON(w io.Writer, d Digest) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(complete(d)); err != nil {
		return fmt.Errorf("write digest %s as json: %w", d.Digest, err)
	}
	return nil
}

// complete copies the digest with an empty list in place of each missing one.
func complete(d Digest) Digest {
	d.Profiles = list(d.Profiles)
	d.Notes = list(d.Notes)
	d.HitsByDay = list(d.HitsByDay)
	d.Corrections = list(d.Corrections)
	for i := range d.Corrections {
		c := &d.Corrections[i]
		c.Published, c.Changed = c.Published.UTC(), c.Changed.UTC()
	}
	d.NearMisses = items(d.NearMisses)
	d.Stories = list(d.Stories)
	for i := range d.Stories {
		d.Stories[i].Items = items(d.Stories[i].Items)
	}
	d.Period.From, d.Period.To = d.Period.From.UTC(), d.Period.To.UTC()
	return d
}

func items(in []Item) []Item {
	out := list(in)
	for i := range out {
		it := &out[i]
		it.Marks = list(it.Marks)
		it.Fresh = list(it.Fresh)
		it.Evidence = list(it.Evidence)
		it.Published = it.Published.UTC()
	}
	return out
}

func list[T string | int | Profile | Story | Item | Mark | Note | Correction | store.Evidence](in []T) []T {
	return append(make([]T, 0, len(in)), in...)
}
