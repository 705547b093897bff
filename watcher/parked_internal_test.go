package watcher

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/store"
)

// What was given up is one note for each receiver and for a week; that a
// receiver was disabled is said once, in the first digest after it.
func TestTheFootNamesWhatWasGivenUp(t *testing.T) {
	parked := func(receiver, why string, age, since time.Duration) store.Delivery {
		return store.Delivery{Receiver: receiver, State: store.Parked, LastError: why, Created: noon.Add(-age), Done: noon.Add(-since)}
	}
	gone := parked("hook", "answered 410", 6*day, time.Hour)
	gone.Disabled = true
	outbox := []store.Delivery{
		{Receiver: "slow", State: store.Waiting, LastError: "timeout", Created: noon.Add(-time.Hour)},
		parked("hook", "not sent", day, time.Hour),
		parked("chat", "too long", 2*day, 2*day),
		gone,
		parked("old", "long ago", 12*day, 8*day),
	}
	week := []string{
		"2 digests for hook were given up, the last that of 19 May 12:00: not sent",
		"the digest of 18 May 12:00 for chat was given up: too long",
	}
	loud := "ATTENTION: hook has got nothing since 14 May 12:00 and is disabled until vedette is started again or reloaded: answered 410"
	if diff := cmp.Diff(append([]string{loud}, week...), parkedNotes(outbox, noon.Add(-2*time.Hour), noon)); diff != "" {
		t.Errorf("the next digest (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(week, parkedNotes(outbox, noon.Add(-time.Minute), noon)); diff != "" {
		t.Errorf("the one after it (-want +got):\n%s", diff)
	}
}
