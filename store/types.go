package store

import (
	"strings"
	"time"
)

// FeedState is everything remembered about one feed between two polls. Its
// key is the URL as configured.
type FeedState struct {
	URL          string    `json:"url"`
	Title        string    `json:"title,omitempty"`         // as the feed calls itself
	Format       string    `json:"format,omitempty"`        // as in feed.Feed
	ETag         string    `json:"etag,omitempty"`          // byte for byte, may be empty
	LastModified string    `json:"last_modified,omitempty"` // byte for byte, may be empty
	BodyHash     string    `json:"body_hash,omitempty"`     // hex SHA-256 of the last body read
	MovedTo      string    `json:"moved_to,omitempty"`      // target of a permanent redirect
	Gone         bool      `json:"gone,omitempty"`          // the server steadily answered 410: the feed is not due any more
	NextPoll     time.Time `json:"next_poll"`
	LastPoll     time.Time `json:"last_poll,omitzero"`
	LastSuccess  time.Time `json:"last_success,omitzero"` // last 200 that parsed, or 304
	LastNew      time.Time `json:"last_new,omitzero"`     // last poll that brought an unseen item
	Status       int       `json:"status,omitempty"`      // HTTP status of the last poll, 0 if there was no answer
	Error        string    `json:"error,omitempty"`       // of the last poll; empty when it went well
	ErrorSince   time.Time `json:"error_since,omitzero"`
	Errors       int       `json:"errors,omitempty"`   // failed polls in a row
	Degraded     []string  `json:"degraded,omitempty"` // what had to be repaired in the last document
	Items        int       `json:"items"`              // items in the last document
	Polls        int       `json:"polls"`
	Unchanged    int       `json:"unchanged"` // polls answered by 304 or an identical body
	Bytes        int64     `json:"bytes"`     // body bytes received in all polls, before decompression

	ErrorKind  string    `json:"error_kind,omitempty"`  // what Error is about: a Kind of fetch, or "document", "page", "login", "challenge"
	FreshUntil time.Time `json:"fresh_until,omitzero"`  // how long the last answer holds, by its own headers
	Pace       Pace      `json:"pace,omitzero"`         // what the last document asks of those who poll it
	Moving     Move      `json:"moving,omitzero"`       // a permanent redirect that is not believed yet
	Leaving    Move      `json:"leaving,omitzero"`      // answers of 410
	Rhythm     Rhythm    `json:"rhythm,omitzero"`       // when items came
	EmptySince time.Time `json:"empty_since,omitzero"`  // since when a feed that had items has none
	IDs        string    `json:"ids,omitempty"`         // what tells its items apart where its ids do not: link or content
	IDsSince   time.Time `json:"ids_since,omitzero"`    // since when
	Renamed    int       `json:"renamed,omitempty"`     // documents in a row in which known items came under other ids
	Articles   int       `json:"articles,omitempty"`    // articles fetched for its items
	NoArticles int       `json:"no_articles,omitempty"` // articles that could not be had
}

// Pace is what a feed's document says of how often it may be asked.
type Pace struct {
	Every     time.Duration `json:"every,omitempty"`      // shortest pause, 0 where it says nothing
	SkipHours uint32        `json:"skip_hours,omitempty"` // bit h: not from h:00 to h:59 UTC
	SkipDays  uint8         `json:"skip_days,omitempty"`  // bit d: not on that day in UTC, Sunday is 0
}

// Move is what a server said of the address of a feed Times polls in a row,
// since Since: that it is To, or that there is none any more.
type Move struct {
	To    string    `json:"to,omitempty"`
	Since time.Time `json:"since"`
	Times int       `json:"times"`
}

// Rhythm counts the new items of a feed by day.
type Rhythm struct {
	Day    int   `json:"day"`    // of the last count, in days since 1970, UTC
	Counts []int `json:"counts"` // the days up to Day, one count each; at most 28
}

// Item is one news item as it was first seen, or as its publisher changed it
// afterwards, when Revises is set. Text fields are plain text,
// valid UTF-8, without markup.
type Item struct {
	ID        string    `json:"id"`            // ours: 16 characters, sorts by FirstSeen
	Feed      string    `json:"feed"`          // URL of the feed as configured
	Key       string    `json:"key"`           // identity within the feed, see feed.Item.Key
	GUID      string    `json:"guid,omitzero"` // the publisher's id, verbatim
	Title     string    `json:"title"`
	Link      string    `json:"link,omitempty"`
	Summary   string    `json:"summary,omitempty"`
	Content   string    `json:"content,omitempty"` // empty when the feed carries no more than the summary
	Authors   []string  `json:"authors,omitempty"`
	Language  string    `json:"language,omitempty"` // BCP 47 primary tag, "" when unknown
	Outlet    string    `json:"outlet"`             // display name of the feed
	Class     string    `json:"class,omitempty"`    // state, wire, public, independent, official
	Published time.Time `json:"published,omitzero"` // as the feed says; zero when it does not
	FirstSeen time.Time `json:"first_seen"`
	Article   string    `json:"article,omitempty"` // "fetched" when Content is of the article itself, else why it could not be had; "" when it was not asked for
	Revises   string    `json:"revises,omitempty"` // ID of the version before, where the publisher changed the item
}

// When is the time an item is sorted and shown by: the published time, or
// when we first saw it where the feed gave none or one in the future.
func (it Item) When() time.Time {
	if it.Published.IsZero() || it.Published.After(it.FirstSeen) {
		return it.FirstSeen
	}
	return it.Published
}

// Text is what is matched beside the title, and what the offsets of evidence
// in the field "text" count in: the summary and the content, a summary that
// only opens the content left out.
func (it Item) Text() string {
	switch {
	case it.Content == "":
		return it.Summary
	case strings.HasPrefix(it.Content, it.Summary):
		return it.Content
	default:
		return it.Summary + "\n" + it.Content
	}
}

// Evidence is one reason for a match; the fields are those of
// matcher.Evidence.
type Evidence struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"`
	Field  string  `json:"field"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// Hit is an item that a profile matched, or, with Near set, one that it
// nearly matched.
type Hit struct {
	Item        string     `json:"item"` // Item.ID
	Profile     string     `json:"profile"`
	Score       float64    `json:"score"` // logit
	Probability float64    `json:"probability"`
	Threshold   float64    `json:"threshold"`
	Origin      string     `json:"origin,omitempty"`     // what set the threshold, as matcher.Match has it
	Rate        float64    `json:"rate,omitempty"`       // share of ordinary items that score as high; 0: not known
	Background  int        `json:"background,omitempty"` // how many ordinary items that was counted on
	Near        bool       `json:"near,omitempty"`       // below the threshold, kept as a near miss
	Backfill    bool       `json:"backfill,omitempty"`   // older than the feed's backfill when first seen: counted, not announced
	Found       time.Time  `json:"found"`
	Story       string     `json:"story,omitempty"`     // id of the story, unique within the profile; "" for a near miss, and for what was found before there were stories
	Status      string     `json:"status,omitempty"`    // what the item is to its story: new, update or echo
	Copy        bool       `json:"copy,omitempty"`      // a near-duplicate of another item of the story
	Fresh       []string   `json:"fresh,omitempty"`     // words of the item that the story did not have, the most telling first
	Revises     string     `json:"revises,omitempty"`   // Item.ID of the last version before that was a hit, too; set by CommitPoll
	Before      float64    `json:"before,omitempty"`    // the highest probability of the versions before; set by CommitPoll
	Retracted   float64    `json:"retracted,omitempty"` // of what is no hit any more, after a digest told it: the highest probability that it had; set by CommitPoll, and with it Near
	Evidence    []Evidence `json:"evidence"`
}

// StoryKey names a story.
type StoryKey struct{ Profile, Story string }

// Found is a hit together with its item.
type Found struct {
	Hit  Hit   `json:"hit"`
	Item Item  `json:"item"`
	Was  *Item `json:"was,omitempty"` // of Pending: the version that the digest has told, which this corrects
}

// Poll is the outcome of one successful poll: CommitPoll writes it in one
// transaction, so that an ETag is never remembered without its items.
type Poll struct {
	Feed FeedState
	Seen []string // keys of all items in the document, and any others to know again by Unseen: their seen marks are renewed
	New  []NewItem

	// Versions are remembered of items that are known and not changed. Those of
	// New follow from New.
	Versions []Version

	// Place, if set, is called inside of the transaction for the items that are
	// stored and have hits, to say in them which stories the hits belong to. A
	// hit that has its story already, that of the version before, keeps it.
	// Transactions come one after the other, so it is never called twice at a
	// time; but it may be called again for the same items, because one that
	// fails is tried again, and then Stories.Revision is what it was before.
	Place func(stories *Stories, items []NewItem) error
}

type placeFunc = func(*Stories, []NewItem) error

// NewItem is an unseen item, or a changed one, with what the profiles made of
// it.
type NewItem struct {
	Item      Item
	Aliases   []string     // further keys that its version is to be found by; they belong into Poll.Seen, too
	Print     Print        // of its words as the feed has them
	Raw       uint64       // see Version.Raw
	Revisions int          // how often the item was changed, this time included
	Known     bool         // its key was seen: it is stored nevertheless, but once
	Replaces  string       // ID of the item that had its key before, where it is no version of that
	Beside    bool         // of a version: what still waits of those before is told beside it, not replaced by it
	Hits      []PendingHit // hits and near misses
}

// PendingHit is a hit and the names of the digests that are to announce it.
type PendingHit struct {
	Hit     Hit
	Digests []string
}

// DigestState is what is remembered about a digest. Next survives restarts,
// so a digest missed while the machine was off is due at the next start.
type DigestState struct {
	Name string    `json:"name"`
	Next time.Time `json:"next"`
	Last time.Time `json:"last,omitzero"` // when it was last composed; start of the next period
	Spec string    `json:"spec"`          // the schedule that Next was computed from

	// What was let go since Last, as digests only count it.
	Older  int `json:"older,omitempty"`  // matches older than their feed or profile
	Echoes int `json:"echoes,omitempty"` // reports that only repeat what was told
}

// Delivery states.
const (
	Waiting   = "waiting"   // due at Next
	Parked    = "parked"    // given up: permanent failure, or older than five days
	Delivered = "delivered" // recorded after the receiver took it
)

// Delivery is one digest for one receiver. ID never changes: it becomes the
// Message-ID and the webhook-id, so a receiver can drop a repeat.
type Delivery struct {
	ID        string    `json:"id"`
	Digest    string    `json:"digest"`
	Receiver  string    `json:"receiver"`
	State     string    `json:"state"`
	Subject   string    `json:"subject"`
	Created   time.Time `json:"created"`
	Next      time.Time `json:"next,omitzero"` // when it is tried again
	Attempts  int       `json:"attempts"`
	LastError string    `json:"last_error,omitempty"`
	Done      time.Time `json:"done,omitzero"`      // when it was delivered or parked
	Disabled  bool      `json:"disabled,omitempty"` // with it its receiver was given up, too
	Passed    bool      `json:"passed,omitempty"`   // one that came after it has arrived since it failed: its receiver is alive
	// What arrived in part: the recipients, or parts of the text, that are settled:
	// "" for one that arrived, else why it never will.
	Settled map[string]string `json:"settled,omitempty"`
	Body    []byte            `json:"body"` // the Digest value as JSON, frozen when it was composed
}

// Telling is what is remembered of a story that a digest has told.
type Telling struct {
	Outlets []string `json:"outlets"` // that have reported it, told or not
	Classes []string `json:"classes"` // of those that did in words of their own
	Told    int      `json:"told"`    // how many of Outlets there were when it was told last; 0: not known, as it was told before this was remembered
}

// Freeze turns pending hits into deliveries: in one transaction the marks in
// Taken are removed, Deliveries are added, the stories in Told are remembered
// as told by the digest at Now, and State is saved.
type Freeze struct {
	State      DigestState
	Taken      []Hit
	Told       map[StoryKey]Telling
	Now        time.Time
	Deliveries []Delivery
}
