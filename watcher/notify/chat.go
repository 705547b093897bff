package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"vedette/config"
)

const (
	chatTimeout = 30 * time.Second // of a part, where the configuration gives none
	chatParts   = 5                // messages of a digest, at most
)

// chat sends a digest as one or a few short messages through shoutrrr, which
// knows each service's protocol. It has a client of its own, which heeds
// neither our context nor our guard against networks that are not public: a
// part that outlasts its time is left behind.
type chat struct {
	url     string
	scheme  string
	style   chatStyle
	timeout time.Duration
	parts   *lone
	redact  func(string) string

	sender types.Service // made by the first part; used by one part at a time
}

// chatStyle is what a service takes.
type chatStyle struct {
	limit int  // bytes of a message
	title bool // it has a field for a title, and writes its own name there where it gets none
}

func styleOf(scheme string) chatStyle {
	switch scheme {
	case "telegram", "lark":
		return chatStyle{limit: 4096}
	case "ntfy": // longer ones become files
		return chatStyle{limit: 4096, title: true}
	case "googlechat":
		return chatStyle{limit: 4096}
	case "matrix", "zulip":
		return chatStyle{limit: 10_000}
	case "mattermost", "rocketchat", "signal", "notifiarr":
		return chatStyle{limit: 4000}
	case "gotify":
		return chatStyle{limit: 10_000, title: true}
	case "pushover":
		return chatStyle{limit: 1024, title: true}
	case "bark", "join", "pushbullet":
		return chatStyle{limit: 2000, title: true}
	}
	return chatStyle{limit: 2000}
}

// newChat checks the name of the service only: some senders ask their server
// when they are made.
func newChat(c config.Chat) (*chat, error) {
	scheme, _, found := strings.Cut(c.URL.Value(), "://")
	scheme, _, _ = strings.Cut(strings.ToLower(scheme), "+")
	if !found || !slices.Contains(config.ChatServices(), scheme) {
		return nil, errors.New("url: it begins with none of " + strings.Join(config.ChatServices(), "://, ") + "://")
	}
	return &chat{
		url: c.URL.Value(), scheme: scheme, style: styleOf(scheme), timeout: cmp.Or(time.Duration(c.Timeout), chatTimeout),
		parts: newLone(), redact: redaction(c.URL.Value()),
	}, nil
}

// Send sends those parts of the message that have not gone out yet. Whatever
// goes wrong is temporary: the services' answers do not tell a message that is
// wrong from a setting that is.
func (c *chat) Send(ctx context.Context, m Message) error {
	parts := split(m.Digest.Brief(), c.style.limit, chatParts)
	settled := make(map[string]string)
	for i, text := range parts {
		part := fmt.Sprintf("part %d", i+1)
		if _, ok := m.Settled[part]; !ok {
			if err := c.part(ctx, fmt.Sprintf("%s/%d", m.ID, i), m.Digest.Digest, text); err != nil {
				return unfinished(c.scheme, part, len(parts), settled, err)
			}
		}
		settled[part] = ""
	}
	return nil
}

// unfinished is the failure of a part, after those that are settled.
func unfinished(scheme, part string, of int, settled map[string]string, err error) error {
	if len(settled) == 0 {
		return fmt.Errorf("%s: %w", scheme, err)
	}
	return &UnfinishedError{Settled: settled, Err: fmt.Errorf("%s: %s of %d: %w", scheme, part, of, err)}
}

// part sends one message. Errors do not show the URL.
func (c *chat) part(ctx context.Context, name, digest, text string) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	err := c.parts.do(ctx, name, func() error { return c.post(digest, text) })
	switch {
	case err == nil:
		return nil
	case err == errBusy:
		return errors.New("an earlier message has not ended: the service does not answer")
	case err == ctx.Err():
		return fmt.Errorf("no answer within %v: %w", c.timeout, err)
	}
	return errors.New(oneLine(strings.TrimPrefix(c.redact(err.Error()), c.scheme+": "), 300))
}

func (c *chat) post(digest, text string) error {
	if c.sender == nil {
		sender, err := newSender(c.url)
		if err != nil {
			return fmt.Errorf("%w; check the url of this receiver, and whether its server can be reached", err)
		}
		c.sender = sender
	}
	params := types.Params{}
	if u, err := url.Parse(c.url); c.style.title && err == nil && !u.Query().Has("title") {
		params.SetTitle("vedette: " + digest)
	}
	return c.sender.Send(text, &params)
}

// newSender makes the sender of an address, as the library's router does, which
// keeps to itself what is wrong with one. Errors may show the address.
func newSender(address string) (types.Service, error) {
	var services router.ServiceRouter
	scheme, u, err := services.ExtractServiceName(address)
	if err != nil {
		return nil, err
	}
	sender, err := services.NewService(scheme)
	if err != nil {
		return nil, err
	}
	if u.Scheme != scheme { // SERVICE+https://
		custom, ok := sender.(types.CustomURLService)
		if !ok {
			return nil, fmt.Errorf("an address of this service does not begin with %s", u.Scheme)
		}
		if u, err = custom.GetConfigURLFromCustom(u); err != nil {
			return nil, err
		}
	}
	if err := sender.Initialize(u, nil); err != nil {
		return nil, err
	}
	return sender, nil
}
