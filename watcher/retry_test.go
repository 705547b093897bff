package watcher_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/store"
	"vedette/watcher"
)

// parkedSince makes a delivery one that was given up.
func (r *rig) parkedSince(id string, attempts int, disabled bool) {
	r.t.Helper()
	d := r.of("hook", id)
	d.State, d.Attempts, d.Disabled, d.Done, d.LastError = store.Parked, attempts, disabled, time.Now(), "refused"
	if err := r.store.RecordDelivery(d); err != nil {
		r.t.Fatal(err)
	}
}

func states(deliveries []store.Delivery) (words []string) {
	for _, d := range deliveries {
		words = append(words, fmt.Sprint(d.ID, " ", d.State, " ", d.Attempts))
	}
	return words
}

// What is sent again by hand goes at once, in order and alone.
func TestRetrySendsWhatIsAskedFor(t *testing.T) {
	r, h := newRig(t), newHook(t)
	r.start(hooked(r.server.URL+"/none", h.URL))
	r.enqueue(2*time.Hour, "one")
	r.enqueue(time.Hour, "two")
	r.enqueue(0, "three")
	r.parkedSince("one", 3, false)
	r.parkedSince("two", 0, false)
	sent, err := r.w.Retry(t.Context(), "two", "one")
	if want := []string{"one delivered 4", "two delivered 1"}; err != nil || !slices.Equal(states(sent), want) {
		t.Errorf("%q, %v; want %q", states(sent), err, want)
	}
	if want := []string{"one", "two"}; !slices.Equal(h.ids, want) {
		t.Errorf("asked for %q, want %q", h.ids, want)
	}
	for id, want := range map[string]string{"one": "delivered to hook at 20", "none": `no delivery "none"`} {
		if _, err := r.w.Retry(t.Context(), "three", id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", id, err, want)
		}
	}
	if len(h.ids) != 2 {
		t.Errorf("asked for %q, though one of them could not be sent", h.ids)
	}
}

// What fails again waits or is parked, with all its attempts. One that was given
// up after days takes neither its receiver nor what else waits along with it.
func TestRetryThatFails(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.status = http.StatusServiceUnavailable
	r.start(hooked(r.server.URL+"/none", h.URL))
	r.enqueue(6*24*time.Hour, "old")
	r.enqueue(time.Hour, "one", "two")
	r.enqueue(0, "new")
	r.parkedSince("old", 12, true)
	r.parkedSince("one", 1, false)
	r.parkedSince("two", 1, false)
	sent, err := r.w.Retry(t.Context(), "old", "one", "two")
	if want := []string{"old parked 13", "one waiting 2", "two waiting 1"}; err != nil || !slices.Equal(states(sent), want) {
		t.Errorf("%q, %v; want %q", states(sent), err, want)
	}
	if sent[0].Disabled || !strings.Contains(sent[0].LastError, "503") {
		t.Errorf("%+v, want it given up alone, for what the receiver said last", sent[0])
	}
	if d := r.of("hook", "new"); d.State != store.Waiting || d.Attempts != 0 {
		t.Errorf("%s after %d attempts, want the newer one to wait", d.State, d.Attempts)
	}
	h.status = http.StatusBadRequest
	if sent, err = r.w.Retry(t.Context(), "one"); err != nil || sent[0].State != store.Parked || sent[0].Attempts != 3 {
		t.Errorf("%+v, %v; want it parked, as it is refused", sent, err)
	}
}

// What waits for the failed one before it is told apart from what was not tried
// yet for any other reason.
func TestHeld(t *testing.T) {
	wait := func(receiver, id string, attempts int) store.Delivery {
		return store.Delivery{Receiver: receiver, ID: id, Attempts: attempts, State: store.Waiting}
	}
	passed := wait("c", "c1", 9)
	passed.Passed = true
	got := watcher.Held([]store.Delivery{
		wait("a", "a1", 2), wait("b", "b1", 0), wait("a", "a2", 0), wait("b", "b2", 0), wait("a", "a3", 0),
		passed, wait("c", "c2", 0), wait("c", "c3", 1), wait("c", "c4", 0),
		wait("d", "d1", 5), wait("d", "d2", 2), wait("d", "d3", 1), wait("d", "d4", 0),
	})
	want := map[string]string{"a2": "a1", "a3": "a1", "c4": "c3", "d4": "d3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("held (-want +got):\n%s", diff)
	}
}
