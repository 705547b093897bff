package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ids(all []Delivery) (ids []string) {
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	return ids
}

func newDelivery(id string, created time.Time) Delivery {
	return Delivery{ID: id, Digest: "d", Receiver: "r", State: Waiting, Subject: "3 stories", Created: created, Next: created, Body: []byte(`{"id":"` + id + `"}`)}
}

func freeze(t *testing.T, s *Store, deliveries ...Delivery) {
	t.Helper()
	if err := s.Freeze(Freeze{State: DigestState{Name: "d"}, Deliveries: deliveries}); err != nil {
		t.Fatal(err)
	}
}

func TestFreeze(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "hit 2", "hit 3")
	p.New[0].Hits[0].Digests = []string{"d", "d2", "e"}
	commit(t, s, p)
	f := Freeze{
		State:      DigestState{Name: "d", Next: noon.Add(24 * time.Hour), Last: noon, Spec: "0 7 * * *"},
		Taken:      []Hit{p.New[0].Hits[0].Hit, p.New[1].Hits[0].Hit},
		Deliveries: []Delivery{newDelivery("1", noon), newDelivery("2", noon)},
	}
	for _, want := range []error{nil, ErrDeliveryExists} { // the second time changes nothing
		if err := s.Freeze(f); !errors.Is(err, want) {
			t.Fatalf("Freeze: %v, want %v", err, want)
		}
		for digest, want := range map[string]string{"d": "hit 3/p", "d2": "hit 1/p", "e": "hit 1/p", "": ""} {
			if got := titles(check[[]Found](t)(s.Pending(digest))); got != want {
				t.Errorf("%q waits for %q, want %q", got, digest, want)
			}
		}
		state, ok, err := s.Digest("d")
		if err != nil || !ok || !cmp.Equal(f.State, state) {
			t.Errorf("Digest: %v, %v, %s", ok, err, cmp.Diff(f.State, state))
		}
		if diff := cmp.Diff(ids(f.Deliveries), ids(check[[]Delivery](t)(s.Waiting()))); diff != "" {
			t.Errorf("waiting differs (-want +got):\n%s", diff)
		}
		for _, d := range f.Deliveries {
			if got, ok, err := s.Undelivered(d.ID); err != nil || !ok || !cmp.Equal(d, got) {
				t.Errorf("stored (-want +got):\n%s", cmp.Diff(d, got))
			}
		}
	}
}

// A delivery that would not be added must not cost the hits it announces.
func TestFreezeKnownDeliveries(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1")
	commit(t, s, p)
	freeze(t, s, newDelivery("tried", noon), newDelivery("delivered", noon))
	tried, delivered := newDelivery("tried", noon), newDelivery("delivered", noon)
	tried.Attempts, tried.LastError, tried.Next = 3, "greylisted", noon.Add(time.Hour)
	delivered.State, delivered.Done = Delivered, noon.Add(time.Second)
	record(t, s, tried, delivered)
	for name, ids := range map[string][]string{
		"in the outbox": {"new", "tried"},
		"in the ledger": {"new", "delivered"},
		"twice":         {"new", "new"},
	} {
		f := Freeze{State: DigestState{Name: "d", Spec: "changed"}, Taken: []Hit{p.New[0].Hits[0].Hit}}
		for _, id := range ids {
			f.Deliveries = append(f.Deliveries, newDelivery(id, noon.Add(time.Minute)))
		}
		if err := s.Freeze(f); !errors.Is(err, ErrDeliveryExists) || !strings.Contains(err.Error(), ids[1]) {
			t.Errorf("%s: %v is not ErrDeliveryExists, or does not name it", name, err)
		}
		if got := titles(check[[]Found](t)(s.Pending("d"))); got != "hit 1/p" {
			t.Errorf("%s: %q waits, want the hit", name, got)
		}
		if state, _, err := s.Digest("d"); err != nil || state.Spec != "" {
			t.Errorf("%s: the state became %+v, %v", name, state, err)
		}
	}
	want := []Delivery{tried, delivered}
	for i := range want {
		want[i].Body = nil
	}
	got := check[[]Delivery](t)(s.Deliveries(0))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("deliveries differ (-want +got):\n%s", diff)
	}
}

func record(t *testing.T, s *Store, deliveries ...Delivery) {
	t.Helper()
	for _, d := range deliveries {
		if err := s.RecordDelivery(d); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWaiting(t *testing.T) {
	s := open(t)
	later := newDelivery("later", noon)
	later.Next = noon.Add(time.Hour)
	parked := newDelivery("parked", noon)
	parked.State = Parked
	plain := newDelivery("no state", noon.Add(-2*time.Hour))
	plain.State = ""
	delivered := newDelivery("delivered", noon)
	freeze(t, s, newDelivery("b", noon), later, parked, newDelivery("a", noon.Add(-time.Hour)), plain, delivered)
	delivered.State = Delivered
	record(t, s, delivered)
	want := []string{"no state", "a", "b", "later"}
	waiting := check[[]Delivery](t)(s.Waiting())
	if diff := cmp.Diff(want, ids(waiting)); diff != "" || waiting[0].State != Waiting {
		t.Errorf("the first is %s, waiting differs (-want +got):\n%s", waiting[0].State, diff)
	}
}

// What arrives marks as passed what failed before it at the same receiver, and
// nothing else; the mark stays.
func TestWhatArrivesPassesWhatFailedBeforeIt(t *testing.T) {
	s := open(t)
	var all []Delivery
	for i, id := range []string{"failed", "untried", "parked", "elsewhere", "arrives", "failed after"} {
		d := newDelivery(id, noon.Add(time.Duration(i)))
		if id == "elsewhere" {
			d.Receiver = "other"
		}
		all = append(all, d)
	}
	freeze(t, s, all...)
	for i := range all {
		switch all[i].ID {
		case "untried":
			continue
		case "parked":
			all[i].State = Parked
		case "arrives":
			all[i].State = Delivered
		}
		all[i].Attempts = 1
		if all[i].State != Delivered {
			record(t, s, all[i])
		}
	}
	record(t, s, all[4], all[0]) // the latter as it was read before
	for _, d := range all {
		got, ok, err := s.Undelivered(d.ID)
		if err != nil || ok == (d.ID == "arrives") || got.Passed != (d.ID == "failed") {
			t.Errorf("%s: found %v, passed %v, %v", d.ID, ok, got.Passed, err)
		}
		if ok && string(got.Body) != string(d.Body) {
			t.Errorf("%s: the body became %s", d.ID, got.Body)
		}
	}
}

func TestPark(t *testing.T) {
	s := open(t)
	var all []Delivery
	for i := range 2*parkBatch + 1 {
		all = append(all, newDelivery(fmt.Sprint(i), noon.Add(time.Duration(i))))
	}
	other := newDelivery("other", noon)
	other.Receiver = "other"
	freeze(t, s, append(all, other)...)
	if n, err := s.Park(all[0].Receiver, "gone", noon.Add(time.Hour)); n != len(all) || err != nil {
		t.Fatalf("parked %d, %v; want %d", n, err, len(all))
	}
	want := all[7]
	want.State, want.Next, want.Done, want.LastError = Parked, time.Time{}, noon.Add(time.Hour), "gone"
	if got, ok, err := s.Undelivered("7"); err != nil || !ok || !cmp.Equal(want, got) {
		t.Errorf("parked (-want +got):\n%s", cmp.Diff(want, got))
	}
	if diff := cmp.Diff([]string{"other"}, ids(check[[]Delivery](t)(s.Waiting()))); diff != "" {
		t.Error(diff)
	}
	if st := prune(t, s, Cutoffs{Deliveries: noon.Add(time.Hour)}); st.Deliveries != 0 {
		t.Errorf("%d pruned too early", st.Deliveries)
	}
	if st := prune(t, s, Cutoffs{Deliveries: noon.Add(2 * time.Hour)}); st.Deliveries != len(all) {
		t.Errorf("%d pruned after the retention, want %d", st.Deliveries, len(all))
	}
}

func TestRecordDelivery(t *testing.T) {
	s := open(t)
	freeze(t, s, newDelivery("1", noon))
	d := newDelivery("1", noon.Add(time.Hour)) // Created and Body are not the caller's to change
	d.Body, d.State = nil, Parked
	record(t, s, d)
	if waiting := check[[]Delivery](t)(s.Waiting()); len(waiting) != 0 {
		t.Errorf("parked, and waiting: %v", ids(waiting))
	}
	d.State, d.Next = Waiting, noon // tried again by hand
	record(t, s, d)
	want := newDelivery("1", noon)
	if got, ok, err := s.Undelivered("1"); err != nil || !ok || !cmp.Equal(want, got) {
		t.Errorf("due differs (-want +got):\n%s", cmp.Diff(want, got))
	}
	d.State, d.Done = Delivered, noon.Add(time.Minute)
	record(t, s, d, d) // the second time changes nothing
	if waiting := check[[]Delivery](t)(s.Waiting()); len(waiting) != 0 {
		t.Errorf("delivered, and waiting: %v", ids(waiting))
	}
	d.State = Waiting
	if err := s.RecordDelivery(d); err == nil {
		t.Error("a delivered one set to wait: no error")
	}
	if err := s.RecordDelivery(newDelivery("2", noon)); err == nil {
		t.Error("an unknown delivery: no error")
	}
	freeze(t, s, newDelivery("3", noon))
	odd := newDelivery("3", noon)
	odd.State = "lost"
	if err := s.RecordDelivery(odd); err == nil {
		t.Error("an unknown state: no error")
	}
}

func TestDeliveries(t *testing.T) {
	s := open(t)
	for i := range 200 { // more than one page of fetch
		d := newDelivery(fmt.Sprintf("%03d", i), noon.Add(time.Duration(i)*time.Minute))
		freeze(t, s, d)
		if i%2 == 0 {
			d.State = Delivered
			record(t, s, d)
		}
	}
	for limit, want := range map[int][]string{3: {"199", "198", "197"}, 1: {"199"}} {
		if diff := cmp.Diff(want, ids(check[[]Delivery](t)(s.Deliveries(limit)))); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
	all := check[[]Delivery](t)(s.Deliveries(0))
	for i, d := range all {
		if want := fmt.Sprintf("%03d", 199-i); d.ID != want || d.Body != nil {
			t.Errorf("%d: %s with a body of %d bytes, want %s without", i, d.ID, len(d.Body), want)
		}
	}
	if len(all) != 200 {
		t.Errorf("%d deliveries, want 200", len(all))
	}
}

func TestDigest(t *testing.T) {
	s := open(t)
	if _, ok, err := s.Digest("d"); ok || err != nil {
		t.Errorf("of an empty store: %v, %v", ok, err)
	}
	want := DigestState{Name: "d", Next: noon, Spec: "@daily"}
	if err := s.PutDigest(want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := s.Digest("d")
	if err != nil || !ok || !cmp.Equal(want, got) {
		t.Errorf("Digest: %v, %v, %s", ok, err, cmp.Diff(want, got))
	}
	if err := s.PutDigest(DigestState{}); err == nil {
		t.Error("a digest without a name: no error")
	}
}
