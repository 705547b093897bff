package config

import (
	"encoding"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// maxNodes bounds how many values a file may stand for once its aliases are
// followed.
const maxNodes = 200_000

// decoder fills Go values from nodes. It is strict: what the types do not
// have is a problem, and so is every value of another shape.
type decoder struct {
	*report
	src   *source
	nodes int
	plain bool // what is decoded has no secrets: no value needs hiding
}

// decode fills *into, which may hold defaults: structs and maps are completed,
// lists replaced.
func (r *report) decode(s *source, into any) {
	d := &decoder{report: r, src: s, plain: !holdsSecret(reflect.TypeOf(into))}
	d.value(s.root, reflect.ValueOf(into).Elem(), nil)
}

// valueError is what a parser of values says; it ends up in a Problem.
type valueError struct{ message, hint string }

func (e *valueError) Error() string {
	if e.hint == "" {
		return e.message
	}
	return e.message + "; " + e.hint
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, p path) {
	n = resolved(n)
	if d.spent(n, p) {
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		if holdsSecret(v.Type()) {
			d.hide(n)
		}
		d.add(d.src, n, p, "a tag is not allowed here", "remove the word that starts with an exclamation mark")
		return
	}
	if n.Tag == "!!null" && v.Kind() != reflect.Struct && v.Kind() != reflect.Map || n.Tag == "!!null" && isScalar(v) {
		d.add(d.src, n, p, "has no value", "give "+expected(v.Type())+", or remove the key")
		return
	}
	if d.special(n, v, p) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(newValue(v.Type().Elem()).Addr())
		}
		d.value(n, v.Elem(), p)
	case reflect.Struct:
		d.structure(n, v, p)
	case reflect.Map:
		d.mapping(n, v, p)
	case reflect.Slice:
		d.list(n, v, p)
	default:
		d.scalar(n, v, p)
	}
}

// spent counts a value and tells whether there were too many of them, or too
// many problems.
func (d *decoder) spent(n *yaml.Node, p path) bool {
	d.nodes++
	if d.nodes == maxNodes+1 {
		d.add(d.src, n, p, "this file stands for too many values", "write out what its aliases repeat")
	}
	if d.nodes <= maxNodes && !d.full() {
		return false
	}
	if d.src.unread == 0 {
		d.src.unread = d.src.offset(n.Line, n.Column)
	}
	return true
}

// special handles the types that read their own text. A mapping for a type
// with a short form in one scalar is decoded like any other.
func (d *decoder) special(n *yaml.Node, v reflect.Value, p path) bool {
	var err error
	switch into := v.Addr().Interface().(type) {
	case *Secret:
		d.secret(n, into, p)
		return true
	case *netip.Prefix, *time.Time, encoding.TextUnmarshaler:
		if n.Kind != yaml.ScalarNode {
			d.mismatch(n, v.Type(), p)
			return true
		}
		err = parseText(n.Value, into)
	case yaml.Unmarshaler:
		if n.Kind != yaml.ScalarNode {
			return false
		}
		err = into.UnmarshalYAML(n)
	default:
		return false
	}
	if err != nil {
		d.fail(n, v.Type(), p, err)
	}
	return true
}

// fail reports the error of a parser of values.
func (d *decoder) fail(n *yaml.Node, t reflect.Type, p path, err error) {
	if e, ok := errors.AsType[*valueError](err); ok {
		d.add(d.src, n, p, e.message, e.hint)
		return
	}
	d.mismatch(n, t, p)
}

// parseText reads a scalar into a type that is not a plain one.
func parseText(text string, into any) error {
	var err error
	switch into := into.(type) {
	case *netip.Prefix:
		*into, err = parseNetwork(text)
	case *time.Time:
		*into, err = parseDate(text)
	case encoding.TextUnmarshaler:
		err = into.UnmarshalText([]byte(text))
	}
	return err
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, p path) {
	fields := map[string]reflect.Value{}
	var names []string
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			fields[name] = v.Field(i)
			names = append(names, name)
		}
	}
	d.pairs(n, v.Type(), p, func(key string, k, value *yaml.Node) {
		field, ok := fields[key]
		if ok {
			d.value(value, field, p.with(key))
			return
		}
		hint := "known here: " + strings.Join(names, ", ")
		near := nearest(key, names)
		if near != "" {
			hint = "did you mean " + near + "?"
			d.mark(d.src, p.with(near)) // that it is missing need not be said too
		}
		if near == "" || holdsSecret(fields[near].Type()) {
			d.hide(value)
		}
		d.add(d.src, k, p.with(key), "unknown key "+quote(key), hint)
	})
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, p path) {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	d.pairs(n, v.Type(), p, func(key string, _, value *yaml.Node) {
		element := newValue(v.Type().Elem())
		d.value(value, element, p.with(key))
		v.SetMapIndex(reflect.ValueOf(key), element)
	})
}

// pairs calls f for every key of a mapping that occurs the first time.
func (d *decoder) pairs(n *yaml.Node, t reflect.Type, p path, f func(key string, k, value *yaml.Node)) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.mismatch(n, t, p)
		return
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := resolved(n.Content[i])
		if d.spent(k, p) {
			return
		}
		if k.Kind != yaml.ScalarNode || k.Style&yaml.TaggedStyle != 0 {
			d.add(d.src, n.Content[i], p, "a key must be text", "")
			continue
		}
		if k.Tag == "!!merge" {
			d.add(d.src, k, p, "merging with << is not supported", "write the keys out")
			continue
		}
		if first := seen[k.Value]; first != nil {
			line, _ := d.src.place(d.src.offset(first.Line, first.Column))
			if holdsSecret(t) {
				d.hide(n.Content[i+1])
			}
			d.add(d.src, k, p.with(k.Value), "the key is given twice", fmt.Sprintf("the first is on line %d; remove one", line))
			continue
		}
		seen[k.Value] = k
		f(k.Value, k, n.Content[i+1])
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, p path) {
	if n.Kind != yaml.SequenceNode {
		d.mismatch(n, v.Type(), p)
		return
	}
	items := reflect.MakeSlice(v.Type(), 0, len(n.Content))
	for i, item := range n.Content {
		if d.spent(item, p) {
			break
		}
		element := newValue(v.Type().Elem())
		d.value(item, element, p.with(i))
		items = reflect.Append(items, element)
	}
	v.Set(items)
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, p path) {
	if n.Kind != yaml.ScalarNode {
		d.mismatch(n, v.Type(), p)
		return
	}
	ok := true
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		ok = n.Value == "true" || n.Value == "false"
		v.SetBool(n.Value == "true")
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(n.Value, 10, v.Type().Bits())
		ok = err == nil
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		ok = err == nil && f-f == 0 // neither infinite nor not a number
		v.SetFloat(f)
	default:
		ok = false
	}
	if !ok {
		v.SetZero()
		d.mismatch(n, v.Type(), p)
	}
}

// mismatch reports a value of the wrong shape.
func (d *decoder) mismatch(n *yaml.Node, t reflect.Type, p path) {
	what, hint := got(n), ""
	scalar := n.Kind == yaml.ScalarNode
	switch {
	case holdsSecret(t):
		d.hide(n)
		if scalar {
			what = "text"
		}
	case scalar && t.Kind() == reflect.Slice && len(n.Value) <= 60 && printable(n.Value) == n.Value:
		hint = "put it into brackets: [" + n.Value + "]"
	}
	if scalar && t == reflect.TypeFor[Feed]() {
		hint = "write url: before it"
	}
	d.add(d.src, n, p, "expected "+expected(t)+", got "+what, hint)
}
