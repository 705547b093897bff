package watcher

import (
	"math"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
)

// pacer is a watcher that is good for telling times only.
func pacer(t *testing.T, every string) *Watcher {
	t.Helper()
	return &Watcher{cfg: &config.Config{
		Timezone: config.Zone{Location: time.UTC},
		Fetch:    config.Fetch{Every: schedule(t, every), ErrorBackoffMax: config.Duration(day)},
	}}
}

func schedule(t *testing.T, text string) (s config.Schedule) {
	t.Helper()
	if text == "" {
		return s
	}
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

// wednesday is one, at noon.
var wednesday = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func TestNextPollKeepsToWhatTheAnswerAllows(t *testing.T) {
	fresh := func(d time.Duration) store.FeedState { return store.FeedState{FreshUntil: wednesday.Add(d)} }
	asks := func(d time.Duration) store.FeedState { return store.FeedState{Pace: store.Pace{Every: d}} }
	for _, tt := range []struct {
		name, every string
		state       store.FeedState
		want        time.Duration // without the jitter
	}{
		{"nothing said", "15m", store.FeedState{}, 15 * time.Minute},
		{"fresh for less", "15m", fresh(time.Minute), 15 * time.Minute},
		{"stale since long", "15m", fresh(-time.Hour), 15 * time.Minute},
		{"fresh for more", "15m", fresh(40 * time.Minute), 40 * time.Minute},
		{"fresh for a year", "15m", fresh(365 * day), time.Hour},
		{"document asks for more", "15m", asks(30 * time.Minute), 30 * time.Minute},
		{"document asks for a week", "15m", asks(7 * day), time.Hour},
		{"document asks for ever", "15m", asks(math.MaxInt64), time.Hour},
		{"a day at most", "12h", asks(7 * day), day},
		{"a rare feed stays rare", "3d", asks(7 * day), 3 * day},
		{"by cron", "0 18 * * *", fresh(8 * time.Hour), 8 * time.Hour},
	} {
		f := config.Feed{Every: schedule(t, tt.every)}
		got := pacer(t, "15m").nextPoll(f, tt.state, wednesday).Sub(wednesday)
		if most := tt.want + min(tt.want/10, maxJitter); got < tt.want || got > most {
			t.Errorf("%s: next poll in %v, want %v to %v", tt.name, got, tt.want, most)
		}
		if w := pacer(t, "15m"); got > w.longestPause(f, tt.state, wednesday) {
			t.Errorf("%s: next poll in %v would count as the fault of a clock", tt.name, got)
		}
	}
}

func TestSkippedHoursAndDays(t *testing.T) {
	hours := func(list ...int) (mask uint32) {
		for _, h := range list {
			mask |= 1 << h
		}
		return mask
	}
	latest := wednesday.Add(day)
	at := func(d, h, m int) time.Time { return time.Date(2026, 7, d, h, m, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name string
		t    time.Time
		pace store.Pace
		want time.Time
	}{
		{"none", at(1, 12, 15), store.Pace{}, at(1, 12, 15)},
		{"others", at(1, 12, 15), store.Pace{SkipHours: hours(11, 13), SkipDays: 1 << time.Sunday}, at(1, 12, 15)},
		{"two hours", at(1, 12, 15), store.Pace{SkipHours: hours(12, 13)}, at(1, 14, 0)},
		{"over midnight", at(1, 22, 15), store.Pace{SkipHours: hours(22, 23, 0, 1)}, at(2, 2, 0)},
		{"a day", at(1, 20, 0), store.Pace{SkipDays: 1 << time.Wednesday}, at(2, 0, 0)},
		{"day and hours", at(1, 20, 0), store.Pace{SkipDays: 1 << time.Wednesday, SkipHours: hours(0, 1)}, at(2, 2, 0)},
		{"two days", at(1, 12, 15), store.Pace{SkipDays: 1<<time.Wednesday | 1<<time.Thursday}, latest},
		{"all hours", at(1, 12, 15), store.Pace{SkipHours: 1<<24 - 1}, at(1, 12, 15)},
		{"all days", at(1, 12, 15), store.Pace{SkipDays: 1<<7 - 1}, at(1, 12, 15)},
		{"another zone's reading", at(1, 12, 15).In(time.FixedZone("", 5*3600+1800)), store.Pace{SkipHours: hours(12)}, at(1, 13, 0)},
	} {
		if got := allowed(tt.t, tt.pace, latest); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAutoFollowsTheRhythm(t *testing.T) {
	today := dayOf(wednesday)
	for _, tt := range []struct {
		name   string
		rhythm store.Rhythm
		want   time.Duration
	}{
		{"new", store.Rhythm{}, 15 * time.Minute},
		{"known for two days", store.Rhythm{Day: today, Counts: []int{1, 0}}, 15 * time.Minute},
		{"busy", store.Rhythm{Day: today, Counts: []int{200, 180, 250}}, 15 * time.Minute},
		{"twelve a day", store.Rhythm{Day: today, Counts: []int{12, 12, 12, 12}}, 30 * time.Minute},
		{"one a day", store.Rhythm{Day: today, Counts: []int{1, 1, 1, 1}}, 6 * time.Hour},
		{"one a week", store.Rhythm{Day: today, Counts: []int{1, 0, 0, 0, 0, 0, 0, 1}}, day},
		{"silent for a while", store.Rhythm{Day: today - 44, Counts: []int{12, 12, 12, 12}}, 6 * time.Hour},
		{"nothing ever", store.Rhythm{Day: today - 3, Counts: []int{0}}, day},
		{"from a clock that ran ahead", store.Rhythm{Day: today + 400, Counts: []int{1}}, 15 * time.Minute},
	} {
		f := config.Feed{Every: schedule(t, "auto")}
		if got := pacer(t, "15m").regular(f, store.FeedState{Rhythm: tt.rhythm}, wednesday).Sub(wednesday); got != tt.want {
			t.Errorf("%s: every %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestARoundIsSpreadByWhatItsFeedsAllow(t *testing.T) {
	for _, tt := range []struct {
		every string
		hosts int
		want  time.Duration // for all
	}{
		{"15m", 1, 250 * time.Millisecond},
		{"15m", 40, 10 * time.Second},
		{"15m", 2000, 900 * time.Second / 8},
		{"1d", 2000, 2 * time.Minute},
		{"1m", 2000, 60 * time.Second / 8},
		{"10s", 2000, 10 * time.Second / 8},
	} {
		tasks := make([]task, tt.hosts)
		got := pacer(t, tt.every).spread(tasks, tt.hosts, wednesday) * time.Duration(tt.hosts)
		if (got - tt.want).Abs() > time.Millisecond*50 {
			t.Errorf("%d hosts every %s: over %v, want %v", tt.hosts, tt.every, got, tt.want)
		}
	}
}

func TestFreshUntilIsBounded(t *testing.T) {
	if got := freshUntil(math.MaxInt64, wednesday); !got.Equal(wednesday.Add(maxFresh)) {
		t.Errorf("for ever: until %v", got)
	}
	if got := freshUntil(0, wednesday); !got.IsZero() {
		t.Errorf("nothing said: until %v", got)
	}
}
