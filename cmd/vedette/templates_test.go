package main

import (
	"strings"
	"testing"

	"vedette/config"
)

// What the configuration's own check does not know is not left to the first
// digest.
func TestReceiversAreTried(t *testing.T) {
	cfg := &config.Config{File: "vedette.yaml", Receivers: map[string]config.Receiver{
		"desk": {Email: &config.Email{Smarthost: "mail.example.org:587", From: "v@example.org", To: []string{"стол@example.org"}}},
		"none": {},
	}}
	err := tryReceivers(cfg)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"vedette.yaml:1:1: receivers.desk: to: \"стол@example.org\": before the @ only ASCII", "vedette.yaml:1:1: receivers.none: give it one of"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}
