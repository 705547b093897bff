package feed

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldDate brings a date to lower case, ASCII digits and letters without
// accents, without comments in parentheses, and the signs of Chinese, Japanese
// and Korean to those of ISO 8601.
func foldDate(s string) string {
	if !ascii(s) {
		s = hanMonths.Replace(s)
		if !strings.ContainsAny(s, "年년") {
			s = loneMonths.Replace(s)
		}
		if folded := eastAsian.Replace(s); folded != s {
			s = strings.ReplaceAll(strings.Join(strings.Fields(folded), " "), ": ", ":")
		}
		s = norm.NFC.String(strings.Map(foldRune, norm.NFD.String(s)))
		s = twoWordMonths.Replace(strings.ToLower(s))
	}
	s = strings.ToLower(strings.Trim(s, " \t\r\n\"'"))
	for open := strings.IndexByte(s, '('); open > 0; open = strings.IndexByte(s, '(') {
		close := strings.IndexByte(s[open:], ')')
		if close < 0 {
			break
		}
		s = s[:open] + " " + s[open+close+1:]
	}
	return strings.TrimSpace(halfWords.Replace(s))
}

// halfWords joins what some write in two words.
var halfWords = strings.NewReplacer("a. m.", "am", "p. m.", "pm", "a.m.", "am", "p.m.", "pm")

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// foldRune drops accents and turns digits and signs of any script into ASCII.
func foldRune(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0'
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0'
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '\u2212' || r == '\u2013' || r == '\u2010' || r == '\u2011':
		return '-'
	case r == '،':
		return ','
	case r == '：':
		return ':'
	case r == 'ı': // Turkish, which capitals do not tell from i
		return 'i'
	case r == 'ي' || r == 'ى': // one letter in Arabic and in Persian
		return 'ی'
	case r == 'ك':
		return 'ک'
	case r == '\u200e' || r == '\u200f' || r == '\u200c' || unicode.Is(unicode.Mn, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// hanMonths brings the months that are numbers in words to digits.
var hanMonths = strings.NewReplacer("十二月", "12月", "十一月", "11月", "十月", "10月", "一月", "1月", "二月", "2月",
	"三月", "3月", "四月", "4月", "五月", "5月", "六月", "6月", "七月", "7月", "八月", "8月", "九月", "9月")

// loneMonths are the months of dates in the order of English, "05 6月 2024".
var loneMonths = func() *strings.Replacer {
	var pairs []string
	for m := time.December; m > 0; m-- {
		for _, form := range []string{"%02d月", "%02d월", "%d月", "%d월"} {
			pairs = append(pairs, fmt.Sprintf(form, int(m)), " "+m.String()+" ")
		}
	}
	return strings.NewReplacer(pairs...)
}()

// eastAsian: the longer come first, since the weekdays have the signs in them.
var eastAsian = strings.NewReplacer(
	"星期日", " ", "星期天", " ", "周日", " ", "週日", " ", "日曜日", " ", "月曜日", " ", "월요일", " ", "일요일", " ",
	"年", "-", "月", "-", "日", " ", "号", " ", "時", ":", "时", ":", "點", ":", "点", ":", "分", ":", "秒", " ",
	"년", "-", "월", "-", "일", " ", "시", ":", "분", ":", "초", " ",
	"上午", " am ", "午前", " am ", "오전", " am ", "下午", " pm ", "午後", " pm ", "오후", " pm ",
	"凌晨", " am ", "清晨", " am ", "早上", " am ", "傍晚", " pm ", "晚上", " night ",
	"（", "(", "）", ")",
)

// twoWordMonths are the months of the Levant that have two words.
var twoWordMonths = strings.NewReplacer(
	norm.NFC.String(strings.Map(foldRune, norm.NFD.String("كانون الثاني"))), "jan",
	norm.NFC.String(strings.Map(foldRune, norm.NFD.String("كانون الأول"))), "dec",
	norm.NFC.String(strings.Map(foldRune, norm.NFD.String("تشرين الأول"))), "oct",
	norm.NFC.String(strings.Map(foldRune, norm.NFD.String("تشرين الثاني"))), "nov",
)

// dateWords splits what is left at spaces and commas. A sign that sticks to a
// clock ("12:00:00+03:00") is left to readClock.
func dateWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '[' || r == ']' || r == '|' })
}

// firstMilli is 1990, before there was a feed, in milliseconds since 1970.
const firstMilli = 631_152_000_000

// epoch reads seconds or milliseconds since 1970, as far as they are dates of
// this web: 9 to 10 digits, or 12 to 13.
func epoch(s string) (time.Time, bool) {
	if whole, frac, found := strings.Cut(s, "."); found && len(whole) == 10 && digits(frac) {
		s = whole
	}
	if !digits(s) {
		return time.Time{}, false
	}
	n := int64(atoi(s[:min(len(s), 18)]))
	switch len(s) {
	case 9, 10:
		return time.Unix(n, 0).UTC(), true
	case 12, 13: // 200001010000 is no millisecond, but the first minute of 2000
		return time.UnixMilli(n).UTC(), n >= firstMilli
	}
	return time.Time{}, false
}

// isoDate reads the date of ISO 8601 and its cousins at the start of s:
// 2003-12-31, 2003-335, 2003-W52-3, 20031231, 2003/12/31. rest is what follows: a
// clock, perhaps a zone.
func isoDate(s string) (d date, rest string, ok bool) {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	switch {
	case n == 8:
		d.year, d.month, d.day = atoi(s[:4]), atoi(s[4:6]), atoi(s[6:8])
		return d, isoClock(s[8:]), true
	case n == 12 || n == 14:
		d.year, d.month, d.day = atoi(s[:4]), atoi(s[4:6]), atoi(s[6:8])
		return d, isoClock("t" + s[8:]), true
	case n == 7:
		d.year = atoi(s[:4])
		return d, isoClock(s[7:]), d.ordinal(atoi(s[4:7]))
	case n != 4:
		return d, "", false
	}
	d.year = atoi(s[:4])
	if n == len(s) {
		return d, "", false
	}
	sep := s[4]
	if sep == 'w' {
		return d.week(s[5:])
	}
	if sep != '-' && sep != '/' && sep != '.' {
		return d, "", false
	}
	return d.isoParts(s[5:], sep)
}

// isoParts reads what follows the year and its separator.
func (d date) isoParts(s string, sep byte) (date, string, bool) {
	s = strings.TrimLeft(s, " ")
	if s != "" && s[0] == 'w' {
		return d.week(s[1:])
	}
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n == 3 && sep == '-' {
		return d, isoClock(s[3:]), d.ordinal(atoi(s[:3]))
	}
	if n > 2 {
		return d, "", false
	}
	d.month = atoi(s[:n])
	if n == 0 { // "2011-jun-01"
		for n < len(s) && s[n] != sep {
			n++
		}
		if d.month = monthNames[s[:n]]; d.month == 0 || n == len(s) {
			return d, "", false
		}
	}
	s = strings.TrimLeft(s[n:], " ")
	if s == "" || s[0] != sep {
		return d, "", false
	}
	s = strings.TrimLeft(s[1:], " ")
	for n = 0; n < len(s) && isDigit(s[n]); {
		n++
	}
	if n == 0 || n > 2 {
		return d, "", false
	}
	d.day = atoi(s[:n])
	return d, isoClock(s[n:]), true
}

// ordinal sets month and day from the day of the year.
func (d *date) ordinal(day int) bool {
	t := time.Date(d.year, 1, day, 0, 0, 0, 0, time.UTC)
	d.month, d.day = int(t.Month()), t.Day()
	return day > 0 && t.Year() == d.year
}

// week reads 52-3 or 523: the week, and the day from Monday on.
func (d date) week(s string) (date, string, bool) {
	s = strings.Replace(s, "-", "", 1)
	if len(s) < 2 || !digits(s[:2]) {
		return d, "", false
	}
	week, day := atoi(s[:2]), 1
	s = s[2:]
	if s != "" && isDigit(s[0]) {
		day, s = int(s[0]-'0'), s[1:]
	}
	fourth := time.Date(d.year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	t := monday.AddDate(0, 0, (week-1)*7+day-1)
	isoYear, isoWeek := t.ISOWeek()
	valid := isoYear == d.year && isoWeek == week && day >= 1 && day <= 7
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
	return d, isoClock(s), valid
}

// shortISODate reads the forms with a year of two digits, which left ISO 8601
// in 2004 and mean a later year nowhere: 031231, 03-12-31, 03335, 03-335.
func shortISODate(s string) (d date, ok bool) {
	if len(s) < 5 || !digits(s[:2]) || len(s) > 8 {
		return d, false
	}
	if !d.setYear(number{atoi(s[:2]), 2}) || d.year > 2004 {
		return d, false
	}
	rest := strings.TrimPrefix(s[2:], "-")
	if dash := len(rest) == 5 && rest[2] == '-'; dash && s[2] == '-' {
		rest = rest[:2] + rest[3:]
	}
	switch {
	case !digits(rest):
	case len(rest) == 4:
		d.month, d.day = atoi(rest[:2]), atoi(rest[2:])
		return d, true
	case len(rest) == 3:
		return d, d.ordinal(atoi(rest))
	}
	return d, false
}

// isoClock brings what follows an ISO date to the form of a clock: "t" goes,
// and 140506 becomes 14:05:06.
func isoClock(s string) string {
	s = strings.TrimLeft(s, " ")
	s = strings.TrimLeft(strings.TrimPrefix(s, "t"), " ")
	if i := strings.IndexByte(s, ','); i > 0 && i+1 < len(s) && isDigit(s[i-1]) && isDigit(s[i+1]) {
		s = s[:i] + "." + s[i+1:]
	}
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	switch n {
	case 6:
		s = s[:2] + ":" + s[2:4] + ":" + s[4:]
	case 4:
		s = s[:2] + ":" + s[2:]
	case 2:
		if len(s) == 2 || s[2] != ':' {
			s = s[:2] + ":00" + s[2:]
		}
	}
	return s
}
