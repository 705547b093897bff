package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Secret is a value that never prints. Its value was read by Load.
type Secret struct{ value *string } // a pointer: fmt shows the fields of a struct nested in unexported ones

// NewSecret makes a secret of a value at hand.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Value returns the secret itself.
func (s Secret) Value() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// String returns "[redacted]", or "" where there is no secret.
func (s Secret) String() string {
	if s.value == nil {
		return ""
	}
	return redacted
}

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, s.String()) // fmt.State keeps the error itself
}

// MarshalText gives String, also to JSON, XML and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue gives String to slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Equal tells whether both hold the same value.
func (s Secret) Equal(other Secret) bool { return s.Value() == other.Value() }

// maxSecret bounds the size of a file that holds a secret.
const maxSecret = 64 << 10

// secret decodes a plain scalar or a mapping that says where the secret is.
func (d *decoder) secret(n *yaml.Node, into *Secret, p path) {
	switch n.Kind {
	case yaml.ScalarNode:
		d.hide(n)
		*into = NewSecret(n.Value)
	case yaml.MappingNode:
		d.secretRef(n, into, p)
	default:
		d.hide(n)
		d.add(d.src, n, p, "expected text, or one of {file: PATH}, {env: NAME}, {credential: NAME}; got a list", "")
	}
}

func (d *decoder) secretRef(n *yaml.Node, into *Secret, p path) {
	kinds := []string{"file", "env", "credential"}
	if len(n.Content) != 2 {
		d.hide(n)
		d.add(d.src, n, p, "expected exactly one of file, env and credential", "")
		return
	}
	k, at := resolved(n.Content[0]), resolved(n.Content[1])
	if !slices.Contains(kinds, k.Value) {
		hint := "one of " + strings.Join(kinds, ", ")
		if near := nearest(k.Value, kinds); near != "" {
			hint = "did you mean " + near + "?"
		}
		d.hide(at)
		d.add(d.src, k, p.with(k.Value), "unknown key "+quote(k.Value), hint)
		return
	}
	p = p.with(k.Value)
	if at.Kind != yaml.ScalarNode || at.Value == "" {
		d.add(d.src, at, p, "expected text, got "+got(at), "")
		return
	}
	if d.secretless {
		return
	}
	value, err := readSecret(k.Value, at.Value, d.src.dir)
	if err != nil {
		d.fail(at, reflect.TypeFor[Secret](), p, err)
		return
	}
	*into = NewSecret(value)
}

// hide keeps all values within a node out of excerpts.
func (d *decoder) hide(n *yaml.Node) {
	if d.plain {
		return
	}
	if n.Kind == yaml.ScalarNode {
		d.src.secrets[n] = true
	}
	for i, c := range n.Content { // an alias has no content: no way round
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			d.hide(c)
		}
	}
}

// holdsSecret tells whether a type has a Secret anywhere.
func holdsSecret(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return holdsSecret(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			tag := t.Field(i).Tag.Get("yaml")
			if tag != "" && tag != "-" && holdsSecret(t.Field(i).Type) {
				return true
			}
		}
	}
	return t == reflect.TypeFor[Secret]()
}

// readSecret fetches a secret from where it is kept. Every error is a
// *valueError with the remedy.
func readSecret(kind, name, dir string) (string, error) {
	switch kind {
	case "env":
		return secretEnv(name)
	case "credential":
		return secretCredential(name)
	}
	return secretFile(resolve(dir, name), "create it, readable by the user that vedette runs as")
}

func secretEnv(name string) (string, error) {
	value, ok := os.LookupEnv(name)
	if !ok {
		return "", &valueError{"the environment variable " + quote(name) + " is not set", "set it, in a systemd unit with Environment= or EnvironmentFile="}
	}
	if value == "" {
		return "", &valueError{"the environment variable " + quote(name) + " is empty", "give it the secret"}
	}
	return value, nil
}

func secretCredential(name string) (string, error) {
	if strings.ContainsAny(name, `/\`) || name == "." || name == ".." {
		return "", &valueError{quote(name) + " is not the name of a credential", "a name without a path; for a path write {file: PATH}"}
	}
	remedy := "add LoadCredential=" + printable(name) + ":PATH to the systemd unit, or write {file: PATH}"
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return "", &valueError{"there are no credentials: $CREDENTIALS_DIRECTORY is not set", remedy}
	}
	return secretFile(filepath.Join(dir, name), remedy)
}

func secretFile(name, remedy string) (string, error) {
	data, err := readBounded(name, maxSecret)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &valueError{"there is no file " + quote(name), remedy}
	case err != nil:
		return "", &valueError{quote(name) + ": " + err.Error(), "it must be a small file, readable by the user that vedette runs as"}
	}
	value := strings.TrimRight(string(data), "\r\n")
	if value == "" {
		return "", &valueError{"the file " + quote(name) + " is empty", "write the secret into it"}
	}
	return value, nil
}

// resolve gives a path that is relative to the folder of a file. It always has a
// folder before the name, as a program that is named without one is looked for
// in $PATH.
func resolve(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	joined := filepath.Join(dir, name)
	if !strings.ContainsRune(joined, filepath.Separator) {
		return "." + string(filepath.Separator) + joined
	}
	return joined
}
