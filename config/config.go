// Package config is what the user writes: its types, strict loading, the
// built-in defaults, feeds, lexicons and profiles.
package config

import (
	"net/netip"

	"vedette/matcher"
)

// Config is a loaded and checked configuration. vedette.example.yaml's names
// are the yaml names of the fields; default.yaml documents each.
type Config struct {
	Timezone  Zone                `yaml:"timezone"`
	Fetch     Fetch               `yaml:"fetch"`
	Feeds     []Feed              `yaml:"feeds"`
	OPML      []string            `yaml:"opml"`
	Profiles  []string            `yaml:"profiles"`
	Digests   []Digest            `yaml:"digests"`
	Receivers map[string]Receiver `yaml:"receivers"`
	Templates Templates           `yaml:"templates"`
	Web       Web                 `yaml:"web"`
	Retention Retention           `yaml:"retention"`
	Log       Log                 `yaml:"log"`

	File    string             `yaml:"-"` // where it was read from; "built-in" for the embedded default
	Loaded  []*matcher.Profile `yaml:"-"` // the profiles named by Profiles, in order
	Matcher *matcher.Matcher   `yaml:"-"` // Loaded, compiled
	// Lexicons are those that Loaded name, by that name; nil for one with problems.
	Lexicons map[string]*matcher.Lexicon `yaml:"-"`
	Sources  map[string]Source           `yaml:"-"` // where each of them came from, by name
	Warnings Problems                    `yaml:"-"` // what is allowed but looks wrong
}

// Fetch limits requests; see default.yaml.
type Fetch struct {
	Every           Schedule       `yaml:"every"`
	Timeout         Duration       `yaml:"timeout"`
	MaxBody         Size           `yaml:"max_body"`
	Concurrency     int            `yaml:"concurrency"`
	MinHostInterval Duration       `yaml:"min_host_interval"`
	ErrorBackoffMax Duration       `yaml:"error_backoff_max"`
	UserAgent       string         `yaml:"user_agent"`
	Contact         string         `yaml:"contact"`
	Proxy           string         `yaml:"proxy"`
	AllowNetworks   []netip.Prefix `yaml:"allow_networks"`
}

// Feed is one feed to poll.
type Feed struct {
	URL       string            `yaml:"url"`
	Name      string            `yaml:"name"`
	Every     Schedule          `yaml:"every"` // zero: Fetch.Every
	Class     string            `yaml:"class"`
	Language  string            `yaml:"language"`
	Tags      []string          `yaml:"tags"` // the folders it is filed in
	FullText  string            `yaml:"full_text"`
	Headers   map[string]Secret `yaml:"headers"`
	BasicAuth BasicAuth         `yaml:"basic_auth"`
	Backfill  Duration          `yaml:"backfill"` // default 48h
	Paused    bool              `yaml:"paused"`

	File string `yaml:"-"` // that lists it: the configuration's, an OPML file's, or "built-in"; set by Load
	Line int    `yaml:"-"` // its place there, from 1
}

// BasicAuth is a user name and password for HTTP.
type BasicAuth struct {
	Username string `yaml:"username"`
	Password Secret `yaml:"password"`
}

// Digest says what is sent when, and to whom.
type Digest struct {
	Name           string   `yaml:"name"`
	Schedule       Schedule `yaml:"schedule"`
	Timezone       Zone     `yaml:"timezone"` // Config.Timezone where none is given
	Profiles       []string `yaml:"profiles"` // empty: all
	Receivers      []string `yaml:"receivers"`
	MinProbability float64  `yaml:"min_probability"`
	NearMisses     *int     `yaml:"near_misses"` // never nil after Load
	MaxStories     *int     `yaml:"max_stories"` // never nil after Load
	SendEmpty      bool     `yaml:"send_empty"`
	Only           []string `yaml:"only"`
	Quiet          []Window `yaml:"quiet"`
}

// Receiver is exactly one of its fields.
type Receiver struct {
	File    *File    `yaml:"file"`
	Email   *Email   `yaml:"email"`
	Webhook *Webhook `yaml:"webhook"`
	Chat    *Chat    `yaml:"chat"`
	Command *Command `yaml:"command"`
}

// Kind is the word that the configuration has for its one field; "" for none.
func (r Receiver) Kind() string {
	switch {
	case r.File != nil:
		return "file"
	case r.Email != nil:
		return "email"
	case r.Webhook != nil:
		return "webhook"
	case r.Chat != nil:
		return "chat"
	case r.Command != nil:
		return "command"
	}
	return ""
}

// File appends to a file; Path "-" is standard output, and one that ends in a
// slash, as after Load every folder's does, a folder that gets a file for each
// digest.
type File struct {
	Path   string `yaml:"path"`
	Format string `yaml:"format"` // text, html, json
}

// Email sends through a mail server.
type Email struct {
	Smarthost       string   `yaml:"smarthost"` // host:port
	TLS             string   `yaml:"tls"`       // starttls, implicit, none
	Username        string   `yaml:"username"`
	Password        Secret   `yaml:"password"`
	From            string   `yaml:"from"`
	To              []string `yaml:"to"`
	Hello           string   `yaml:"hello"`
	ListUnsubscribe string   `yaml:"list_unsubscribe"`
}

// Webhook posts to a URL.
type Webhook struct {
	URL           Secret            `yaml:"url"`
	Secret        Secret            `yaml:"secret"`
	Format        string            `yaml:"format"`   // vedette, cloudevents, slack, discord, teams, template
	Template      string            `yaml:"template"` // a file, absolute after Load; only with that format
	Headers       map[string]Secret `yaml:"headers"`
	Timeout       Duration          `yaml:"timeout"`
	AllowNetworks []netip.Prefix    `yaml:"allow_networks"`
}

// Chat posts to a chat or push service.
type Chat struct {
	URL     Secret   `yaml:"url"` // its scheme is one of ChatServices
	Timeout Duration `yaml:"timeout"`
}

// Command runs a program that gets the digest on its standard input.
type Command struct {
	Argv    []string `yaml:"argv"`   // the program, absolute after Load where it was given as a path, and its arguments
	Format  string   `yaml:"format"` // text, html, json
	Timeout Duration `yaml:"timeout"`
}

// Templates are the user's own forms of a digest in mails and files. Whether
// they are right is not for this package to say.
type Templates struct {
	Text    Template `yaml:"text"`
	HTML    Template `yaml:"html"`
	Subject Template `yaml:"subject"`
}

// Template is a file that holds a template; the zero value is the built-in one.
type Template struct {
	File   string // its path, complete after Load
	Source string // what it holds; set by Load
}

// UnmarshalText reads the path.
func (t *Template) UnmarshalText(text []byte) error {
	t.File = string(text)
	return nil
}

// Web is the local page.
type Web struct {
	Listen    string `yaml:"listen"`
	Token     Secret `yaml:"token"`
	PublicURL string `yaml:"public_url"`
}

// Retention says how long things are kept; 0 is for ever.
type Retention struct {
	Items      Duration `yaml:"items"`
	Hits       Duration `yaml:"hits"`
	Deliveries Duration `yaml:"deliveries"`
}

// Log is how much is logged and in which form.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"` // auto, text, journal, json
}
