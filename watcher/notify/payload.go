package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

// payload is how a webhook writes a message.
type payload struct {
	contentType string
	write       func(Message) ([]byte, error)
}

// newPayload gives the form that c names. failed is told of a template that fails
// with a digest, and may be nil.
func newPayload(c config.Webhook, failed func(error)) (payload, error) {
	if c.Template != "" && c.Format != "template" {
		return payload{}, fmt.Errorf("template %s: it is only used with format: template, not with %q", c.Template, c.Format)
	}
	// Teams counts twice what does not name its character set.
	const plainJSON = "application/json; charset=utf-8"
	switch c.Format {
	case "", "vedette":
		return payload{"application/json", func(m Message) ([]byte, error) { return written(m.Digest) }}, nil
	case "cloudevents":
		return payload{"application/cloudevents+json; charset=utf-8", cloudEvent}, nil
	case "slack":
		return payload{plainJSON, slack}, nil
	case "discord":
		return payload{plainJSON, discord}, nil
	case "teams":
		return payload{plainJSON, teams}, nil
	case "template":
		f, err := readForm(c, failed)
		if err != nil {
			return payload{}, err
		}
		return payload{"application/json", f.write}, nil
	}
	return payload{}, fmt.Errorf("format %q is not one of vedette, cloudevents, slack, discord, teams, template", c.Format)
}

// written is the JSON form.
func written(d digest.Digest) ([]byte, error) {
	var b bytes.Buffer
	err := digest.JSON(&b, d)
	return b.Bytes(), err
}

// event is a CloudEvent 1.0 in structured mode.
type event struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"` // of the delivery, the same at every attempt
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Subject     string          `json:"subject"`
	Time        time.Time       `json:"time"`
	ContentType string          `json:"datacontenttype"`
	Data        json.RawMessage `json:"data"` // the JSON form of the digest
}

func cloudEvent(m Message) ([]byte, error) {
	data, err := written(m.Digest)
	if err != nil {
		return nil, err
	}
	return compact(event{
		SpecVersion: "1.0", ID: m.ID, Source: "/vedette/digests/" + url.PathEscape(m.Digest.Digest),
		Type: fmt.Sprintf("vedette.digest.v%d", digest.Version), Subject: digest.Subject(m.Digest), Time: m.Created.UTC(),
		ContentType: "application/json", Data: data,
	})
}

// compact writes JSON in which letters and signs stay as they are, so that
// they count as what they are.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}
