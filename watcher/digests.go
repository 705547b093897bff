package watcher

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/digest"
)

// Digest composes the digests whose time has come.
func (w *Watcher) Digest(ctx context.Context) error {
	return w.eachDigest(ctx, func(d config.Digest, st store.DigestState, now time.Time) error {
		if st.Next.After(now) || quiet(d, now) {
			return nil
		}
		return w.freeze(d, st, now)
	})
}

// DigestAll composes every digest that has something pending, due or not.
func (w *Watcher) DigestAll(ctx context.Context) error {
	return w.eachDigest(ctx, func(d config.Digest, st store.DigestState, now time.Time) error {
		return w.freeze(d, st, now)
	})
}

// eachDigest calls fn with the state of every digest, its clock in the
// digest's zone. A digest whose composing fails does not keep the others back.
func (w *Watcher) eachDigest(ctx context.Context, fn func(config.Digest, store.DigestState, time.Time) error) error {
	var errs []error
	for _, d := range w.cfg.Digests {
		if ctx.Err() != nil {
			break
		}
		now := time.Now().In(w.zone(d))
		st, err := w.digestState(d, now)
		if err == nil {
			err = fn(d, st, now)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("digest %s: %w", d.Name, err))
		}
	}
	return errors.Join(errs...)
}

func (w *Watcher) zone(d config.Digest) *time.Location {
	if d.Timezone.Location != nil {
		return d.Timezone.Location
	}
	return w.cfg.Timezone.Location
}

// digestState reads a digest's state and gives it a next time where it has
// none that holds: at first, after its schedule was changed, and when the next
// time lies two firings ahead, which only a clock set back can bring about.
// A next time one firing ahead is kept, or a clock set back by an hour would
// send the same digest twice.
func (w *Watcher) digestState(d config.Digest, now time.Time) (store.DigestState, error) {
	st, known, err := w.store.Digest(d.Name)
	if err != nil {
		return st, err
	}
	spec := d.Schedule.String() + " " + now.Location().String()
	first := d.Schedule.Next(now)
	if known && st.Spec == spec && !st.Next.After(d.Schedule.Next(first)) {
		return st, nil
	}
	if !known {
		st = store.DigestState{Name: d.Name}
	}
	st.Spec, st.Next = spec, first
	return st, w.store.PutDigest(st)
}

// freeze turns what is pending into one delivery per receiver. Marks and
// deliveries change places in one transaction, so nothing is composed twice;
// the ids hold the moment, too, as a slot can come again after the clock was
// set back.
func (w *Watcher) freeze(d config.Digest, st store.DigestState, now time.Time) error {
	c, err := w.compose(d, st, now)
	if err != nil {
		return err
	}
	if !st.Next.After(now) { // one that is sent before its time comes at its time, too
		st.Next = d.Schedule.Next(now)
	}
	dg, f := c.digest, c.freeze
	if dg.Empty() && !d.SendEmpty {
		return w.pass(d, c, st)
	}
	st.Last, st.Older, st.Echoes = now, 0, 0
	f.State = st
	var body bytes.Buffer
	if err := digest.JSON(&body, dg); err != nil {
		return err
	}
	for _, receiver := range d.Receivers {
		f.Deliveries = append(f.Deliveries, store.Delivery{
			ID: deliveryID(d.Name, now, receiver), Digest: d.Name, Receiver: receiver, State: store.Waiting,
			Subject: w.notify.Forms.Subject(dg), Created: now, Next: now, Body: body.Bytes(),
		})
	}
	if err := w.store.Freeze(f); err != nil {
		return err
	}
	w.log.Info("digest composed", "digest", d.Name, "stories", len(dg.Stories), "near_misses", len(dg.NearMisses),
		"receivers", strings.Join(d.Receivers, ","))
	return nil
}

const (
	// spareNear is how many near misses wait beside those that a digest shows,
	// as some may prove to be the same as a hit.
	spareNear = 20
	// echoesWait is how long what only repeats a story waits to be listed with an
	// update of it.
	echoesWait = 7 * 24 * time.Hour
)

// pass lets a digest go that has nothing to say. What the next one only counts
// is counted, and of near misses the best wait: a digest that is silent for
// months reads no more at each of its times than one that was sent.
func (w *Watcher) pass(d config.Digest, c composition, st store.DigestState) error {
	type key struct{ item, profile string }
	keep := map[key]bool{}
	slices.SortFunc(c.near, func(a, b store.Hit) int { return cmp.Compare(b.Probability, a.Probability) })
	for _, h := range c.near[:min(len(c.near), *d.NearMisses+spareNear)] {
		keep[key{h.Item, h.Profile}] = true
	}
	f := c.freeze
	for _, h := range c.echoes {
		if len(d.Only) == 0 && f.Now.Sub(h.Found) < echoesWait {
			keep[key{h.Item, h.Profile}] = true
		} else if len(d.Only) == 0 {
			st.Echoes++
		}
	}
	f.Taken = slices.DeleteFunc(f.Taken, func(h store.Hit) bool { return keep[key{h.Item, h.Profile}] })
	if len(f.Taken) == 0 {
		return w.store.PutDigest(st)
	}
	st.Older = c.digest.Older
	f.State = st
	return w.store.Freeze(f)
}

// Preview composes a digest from what is pending and changes nothing.
func (w *Watcher) Preview(name string) (digest.Digest, error) {
	d, err := w.digestNamed(name)
	if err != nil {
		return digest.Digest{}, err
	}
	now := time.Now().In(w.zone(d))
	st, _, err := w.store.Digest(name)
	if err != nil {
		return digest.Digest{}, err
	}
	c, err := w.compose(d, st, now)
	return c.digest, err
}

// composition is a digest, what is taken for it, and what of that may wait where
// the digest is not sent.
type composition struct {
	digest       digest.Digest
	freeze       store.Freeze // lacks only the state and the deliveries
	near, echoes []store.Hit
}

// compose reads what is pending and makes the digest of it. What the digest's
// settings no longer ask for is taken, too, so that it does not pile up.
func (w *Watcher) compose(d config.Digest, st store.DigestState, now time.Time) (composition, error) {
	c := composition{freeze: store.Freeze{Now: now}}
	pending, err := w.store.Pending(d.Name)
	if err != nil {
		return c, err
	}
	notes, err := w.notes(st.Last, now)
	if err != nil {
		return c, err
	}
	in := digest.Input{
		ID: deliveryID(d.Name, now, ""), Name: d.Name, Location: now.Location(), Notes: notes,
		Period:     digest.Period{From: st.Last, To: now},
		NearMisses: *d.NearMisses, MaxStories: *d.MaxStories, Only: d.Only, Told: map[store.StoryKey]string{},
	}
	for _, p := range w.cfg.Loaded {
		if covers(d, p.Name) {
			in.Profiles = append(in.Profiles, digest.Profile{Name: p.Name, Title: p.Title})
		}
	}
	reports := map[store.StoryKey][]store.Found{}
	for _, p := range pending {
		c.freeze.Taken = append(c.freeze.Taken, store.Hit{Item: p.Hit.Item, Profile: p.Hit.Profile})
		if _, loaded := w.titles[p.Hit.Profile]; !loaded || !wants(d, p.Hit) {
			continue
		}
		in.Found = append(in.Found, p)
		switch {
		case p.Hit.Near && !p.Hit.Backfill && p.Hit.Retracted == 0:
			c.near = append(c.near, p.Hit)
		case p.Hit.Story != "" && !p.Hit.Backfill:
			key := store.StoryKey{Profile: p.Hit.Profile, Story: p.Hit.Story}
			reports[key] = append(reports[key], p)
			c.echoes = append(c.echoes, p.Hit)
		}
	}
	told, err := w.store.Told(d.Name, slices.Collect(maps.Keys(reports)))
	if err != nil {
		return c, err
	}
	for key := range told {
		opened, _, err := w.store.Item(key.Story) // which may be pruned
		if err != nil {
			return c, err
		}
		in.Told[key] = opened.Title
	}
	c.freeze.Told, in.Again = retell(alerts(d), told, reports)
	if in.Period.From.IsZero() || in.Period.From.After(now) { // a clock was set back
		in.Period.From = earliest(in.Found, now)
	}
	if err := w.history(&in, now); err != nil {
		return c, err
	}
	c.digest = digest.Compose(in)
	c.digest.Older += st.Older
	c.digest.Echoes += st.Echoes
	onlyTold(c.freeze.Told, told, c.digest.Stories)
	return c, nil
}

// onlyTold takes out of what a digest is to remember the stories that it tells
// nothing of, as they found no room: their next report is the first.
func onlyTold(after, before map[store.StoryKey]store.Telling, shown []digest.Story) {
	tells := map[store.StoryKey]bool{}
	for _, s := range shown {
		tells[store.StoryKey{Profile: s.Profile, Story: s.ID}] = true
	}
	maps.DeleteFunc(after, func(key store.StoryKey, _ store.Telling) bool {
		_, known := before[key]
		return !known && !tells[key]
	})
}

// earliest is where the period of a first digest begins: with the oldest of
// what it announces.
func earliest(found []store.Found, now time.Time) time.Time {
	for _, f := range found {
		if when := f.Item.When(); !f.Hit.Backfill && when.Before(now) {
			now = when
		}
	}
	return now
}

// deliveryID is made of the digest, the moment it was composed and the receiver.
func deliveryID(name string, composed time.Time, receiver string) string {
	sum := sha256.Sum256([]byte(name + "\x00" + strconv.FormatInt(composed.UnixNano(), 10) + "\x00" + receiver))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// quiet tells whether now, in its own zone, is in one of the digest's quiet
// hours.
func quiet(d config.Digest, now time.Time) bool {
	h, m, s := now.Clock()
	at := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	return slices.ContainsFunc(d.Quiet, func(q config.Window) bool {
		if q.From <= q.To {
			return q.From <= at && at < q.To
		}
		return at >= q.From || at < q.To
	})
}
