package feed

import (
	"strings"
	"time"
)

// maxOffset is that of the Line Islands, in hours.
const maxOffset = 14

// offset reads +hh, +hhmm, +hh:mm and, as some have it, +hmm. The name of a zone
// behind it, such as the Z which some programs always write, says nothing.
func (d *date) offset(w string) bool {
	sign, w := w[0], strings.Replace(w[1:], ":", "", 1)
	number := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
	if name := w[len(number):]; name != "" && zoneNames[name] == "" {
		return false
	}
	if w = number; !digits(w) {
		return false
	}
	h, m := 0, 0
	switch len(w) {
	case 1, 2:
		h = atoi(w)
	case 3, 4:
		h, m = atoi(w[:len(w)-2]), atoi(w[len(w)-2:])
	default:
		return false
	}
	if h > maxOffset || m > 59 {
		return false
	}
	east := h*3600 + m*60
	if sign == '-' {
		east = -east
	}
	d.zone = time.FixedZone("", east)
	return true
}

// readZone reads a zone by its name, by name and offset ("gmt+3") or by place
// ("europe/paris"). After a numeric offset a name says nothing new.
func (d *date) readZone(w string) bool {
	d.american = d.american || american[w]
	offset := zoneNames[w]
	switch {
	case offset == "":
	case d.zone != nil:
		return true
	default:
		return d.offset(offset)
	}
	for _, prefix := range []string{"gmt", "utc", "ut"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && rest != "" && (rest[0] == '+' || rest[0] == '-') {
			return d.offset(rest)
		}
	}
	if hours, ok := military(w); ok && d.clock && d.zone == nil {
		d.zone = time.FixedZone("", hours*3600)
		return true
	}
	if strings.HasPrefix(w, "m=+") { // what Go prints behind a time that it measured
		return d.zone != nil
	}
	place := placeName(w)
	if place == "" {
		return false
	}
	loc, err := time.LoadLocation(place)
	if d.zone == nil {
		d.zone = loc
	}
	return err == nil
}

// military reads a letter as RFC 822 defines it, to which RSS refers: A is one
// hour behind UTC, N one ahead. J is none, and H means the hour that it follows.
func military(w string) (hours int, ok bool) {
	if len(w) != 1 {
		return 0, false
	}
	switch c := w[0]; {
	case c >= 'a' && c <= 'i':
		return -int(c-'a') - 1, true
	case c >= 'k' && c <= 'm':
		return -int(c - 'a'), true
	case c >= 'n' && c <= 'y':
		return int(c-'n') + 1, true
	}
	return 0, false
}

// placeName brings "america/new_york" back to capitals, and gives the place
// for the names of zones that change with the season; "" when w is neither.
func placeName(w string) string {
	if place := seasonal[w]; place != "" {
		return place
	}
	if !strings.Contains(w, "/") {
		return ""
	}
	b := []byte(w)
	for i := range b {
		if (i == 0 || b[i-1] == '_' || b[i-1] == '/' || b[i-1] == '-') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return placeCase.Replace(string(b))
}

// placeCase mends the places that are not written in that way.
var placeCase = strings.NewReplacer("_Of_", "_of_", "_Es_", "_es_", "-Au-", "-au-", "Us/", "US/",
	"Etc/Gmt", "Etc/GMT", "Etc/Utc", "Etc/UTC", "/Act", "/ACT", "/Nsw", "/NSW", "Mcmurdo", "McMurdo", "Dumontdurville", "DumontDUrville")

// seasonal are names that mean one offset in winter and another in summer.
var seasonal = map[string]string{
	"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles", "at": "America/Halifax",
	"est5edt": "America/New_York", "cst6cdt": "America/Chicago", "mst7mdt": "America/Denver", "pst8pdt": "America/Los_Angeles",
}

// american are the zones of the countries that write the month first.
var american = wordSet("est edt et cst cdt ct mst mdt mt pst pdt pt akst akdt hst est5edt cst6cdt mst7mdt pst8pdt")

// zoneNames are the zones that feeds name, with the offset that is meant in
// the place where the name is used most. CST and IST are those of America and
// India, as RFC 822 and usage have it.
var zoneNames = map[string]string{
	"z": "+0", "ut": "+0", "utc": "+0", "gmt": "+0", "wet": "+0", "uct": "+0", "zulu": "+0",
	"west": "+1", "bst": "+1", "cet": "+1", "met": "+1", "mez": "+1", "wat": "+1",
	"cest": "+2", "mest": "+2", "mesz": "+2", "eet": "+2", "cat": "+2", "sast": "+2",
	"eest": "+3", "idt": "+3", "msk": "+3", "мск": "+3", "trt": "+3", "eat": "+3",
	"msd": "+4", "gst": "+4", "samt": "+4", "azt": "+4", "get": "+4", "irst": "+330", "irdt": "+430", "aft": "+430",
	"pkt": "+5", "uzt": "+5", "yekt": "+5", "ist": "+530", "npt": "+545", "omst": "+6", "mmt": "+630",
	"ict": "+7", "wib": "+7", "novt": "+7", "krat": "+7", "wita": "+8", "wit": "+9",
	"hkt": "+8", "sgt": "+8", "pht": "+8", "awst": "+8", "myt": "+8", "irkt": "+8", "jst": "+9", "kst": "+9", "yakt": "+9",
	"acst": "+930", "aest": "+10", "vlat": "+10", "magt": "+11", "pett": "+12", "acdt": "+1030", "aedt": "+11", "nzst": "+12", "nzdt": "+13",
	"nst": "-330", "ndt": "-230", "ast": "-4", "adt": "-3", "brt": "-3", "brst": "-2", "art": "-3", "uyt": "-3", "clt": "-4", "clst": "-3",
	"bot": "-4", "vet": "-4", "pet": "-5", "cot": "-5",
	"est": "-5", "edt": "-4", "cst": "-6", "cdt": "-5", "mst": "-7", "mdt": "-6", "pst": "-8", "pdt": "-7",
	"akst": "-9", "akdt": "-8", "hst": "-10",
}
