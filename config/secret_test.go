package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const hunter = "hunter2-hunter2"

// TestSecretNeverPrints tries the ways in which a value can get out by
// accident.
func TestSecretNeverPrints(t *testing.T) {
	type wrapper struct {
		Secret  Secret
		private Secret
		Map     map[string]Secret
		Pointer *Secret
	}
	s := NewSecret(hunter)
	w := wrapper{s, s, map[string]Secret{"k": s}, &s}
	var out []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%T", "%p"} {
		for _, value := range []any{s, &s, w, &w, []Secret{s}, [1]Secret{s}} {
			out = append(out, fmt.Sprintf(verb, value))
		}
	}
	out = append(out, fmt.Sprint(s), fmt.Sprintln(w), errors.Join(fmt.Errorf("%v", s)).Error())
	for _, marshal := range []func(any) ([]byte, error){
		json.Marshal,
		func(v any) ([]byte, error) { return yaml.Dump(v) },
	} {
		data, err := marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), "[redacted]") {
			t.Errorf("marshalled as %s", data)
		}
		out = append(out, string(data))
	}
	type element struct{ S Secret }
	data, err := xml.Marshal(element{s})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("hello", "secret", s, "pointer", &s, "wrapper", w)
	}
	out = append(out, string(data), log.String())
	for _, text := range out {
		if strings.Contains(text, "hunter") || strings.Contains(text, fmt.Sprintf("%x", hunter)) {
			t.Errorf("a secret got out: %s", text)
		}
	}
	if s.String() != "[redacted]" || fmt.Sprintf("%v", s) != "[redacted]" || s.LogValue().String() != "[redacted]" || s.Value() != hunter {
		t.Errorf("String %q, Value %q", s.String(), s.Value())
	}
}

func TestZeroSecret(t *testing.T) {
	var s Secret
	text, err := s.MarshalText()
	if err != nil || string(text) != "" || fmt.Sprintf("%v|%s|%#v", s, s, s) != "||" || s.Value() != "" {
		t.Errorf("the zero secret prints %v", s)
	}
	if !s.Equal(NewSecret("")) || s.Equal(NewSecret("x")) || !NewSecret("x").Equal(NewSecret("x")) {
		t.Error("Equal does not compare values")
	}
}

func TestSecretSources(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", filepath.Join(dir, "credentials"))
	t.Setenv("VEDETTE_TEST_SECRET", " kept as it is ")
	writeAll(t, dir, map[string]string{
		"here.secret": "relative\n", "crlf.secret": "windows\r\n", "two.secret": "one\ntwo\n\n",
		"credentials/smtp": "from systemd\n",
	})
	for text, want := range map[string]string{
		`plain`:                               "plain",
		`"0042"`:                              "0042",
		`0042`:                                "0042",
		`""`:                                  "",
		`{file: here.secret}`:                 "relative",
		`{file: crlf.secret}`:                 "windows",
		`{file: two.secret}`:                  "one\ntwo",
		`{credential: smtp}`:                  "from systemd",
		`{env: VEDETTE_TEST_SECRET}`:          " kept as it is ",
		`{"file": "` + dir + `/here.secret"}`: "relative",
	} {
		c, err := loadQuick(dir, []byte("web: {token: "+text+"}\n"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := c.Web.Token.Value(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// No form of a report shows what stands in a secret.
func TestExcerptsHideSecrets(t *testing.T) {
	for _, text := range []string{
		"web: {token: " + hunter + ", lisen: x}\n",
		"web: {token: '" + hunter + "', lisen: x}\n",
		"web: {token: \"" + hunter + "\\n\", lisen: x}\n",
		"web: {lisen: x, token: " + hunter + "}\n",
		"web: {token: {fiel: " + hunter + "}}\n",
		"web: {token: {file: x, secret: " + hunter + "}}\n",
		"web: {lisen: x, token: &a " + hunter + "}\n",
		"web: {token: !secret " + hunter + ", lisen: x}\n",
		"web: {token: [" + hunter + "]}\n",
		"web:\n  token: " + hunter + ": x\n",
		"web:\n  token: \"" + hunter + "\n",
		"web:\n  token: |\n    " + hunter + "\n    " + hunter + "\n  lisen: x\n",
		"web: {token: " + hunter + ", token: " + hunter + "}\n",
		"web: {passwrod: " + hunter + ", tokn: [" + hunter + "]}\n",
		"receivers: {a: {email: " + hunter + "}}\n",
		"receivers: {a: {emial: {password: " + hunter + "}}}\n",
		"feeds: {url: x, headers: {a: " + hunter + "}}\n",
		"feeds: [{url: 'https://example.org/', basic_auth: 'user:" + hunter + "'}]\n",
		"feeds: [" + hunter + "]\n",
		"feeds: 'https://user:" + hunter + "@example.org/'\n",
		"feeds: [{url: 'https://user:" + hunter + "@example.org/'}]\n",
		"feeds: [{url: 'ftp://user:" + hunter + "@example.org/'}]\n",
		"fetch: {proxy: 'socks4://user:" + hunter + "@example.org/'}\n",
		"receivers: {a: {email: {password: " + hunter + ", to: x}}}\n",
		"receivers: {a: {webhook: {url: 'htps://example.org/" + hunter + "', secret: " + hunter + "-}}}\n",
		"feeds: [{url: 'https://example.org/', headers: {Authorization: 'Bearer " + hunter + "\\n', 'B C': " + hunter + "}}]\n",
	} {
		_, err := loadText(t, text)
		problems, ok := err.(Problems)
		if !ok {
			t.Errorf("%s: no problems", text)
			continue
		}
		var pretty strings.Builder
		if err := problems.Pretty(&pretty, true); err != nil {
			t.Fatal(err)
		}
		if all := pretty.String() + problems.Error() + fmt.Sprintf("%+v", problems); strings.Contains(all, hunter) {
			t.Errorf("%s\na secret got out:\n%s", text, all)
		}
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		writeIn(t, dir, name, []byte(text))
	}
}

// Every type that can stand in a file is one that the decoder fills.
func TestDecoderKnowsEveryType(t *testing.T) {
	for _, typ := range leaves(reflect.TypeFor[Config](), nil) {
		switch typ.Kind() {
		case reflect.String, reflect.Bool, reflect.Int, reflect.Float64:
			continue
		}
		v := reflect.New(typ).Elem()
		if !isScalar(v) && typ != reflect.TypeFor[Duration]() && typ != reflect.TypeFor[Size]() {
			t.Errorf("%s is not a type that is decoded", typ)
		}
	}
}

func leaves(typ reflect.Type, found []reflect.Type) []reflect.Type {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return leaves(typ.Elem(), found)
	case reflect.Struct:
		if isScalar(reflect.New(typ).Elem()) {
			return append(found, typ)
		}
		for i := range typ.NumField() {
			if tag := typ.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
				found = leaves(typ.Field(i).Type, found)
			}
		}
		return found
	}
	return append(found, typ)
}
