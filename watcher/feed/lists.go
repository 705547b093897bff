package feed

import "strings"

// authors gives the names of an item's authors: Atom's and Dublin Core's, else
// those of the podcasts' modules, else those of the feed that an entry was
// taken from, else those of the whole feed.
func (m *mapper) authors(fs fields) []string {
	names := m.persons(fs, fAuthor, fAtomAuthor, fDCCreator, fDCAuthor)
	if len(names) == 0 {
		names = m.persons(fs, fITunesAuthor, fPlayAuthor, fITunesOwner, fDCPublisher)
	}
	if len(names) == 0 && m.atom {
		names = m.persons(fs, fSource)
	}
	if len(names) == 0 {
		names = m.whole
	}
	return names
}

// channelAuthors gives the authors of all items that name none. Of the many
// names for those who stand behind a feed only the first given counts.
func (m *mapper) channelAuthors(fs fields) []string {
	if names := m.persons(fs, fAuthor, fAtomAuthor, fDCCreator, fDCAuthor); len(names) > 0 {
		return names
	}
	for _, id := range []fieldID{fITunesAuthor, fPlayAuthor, fITunesOwner, fManagingEditor, fWebMaster} {
		if names := m.persons(fs, id); len(names) > 0 {
			return names[:1]
		}
	}
	return nil
}

// persons gives those of the fields of some ids, as they stand.
func (m *mapper) persons(fs fields, ids ...fieldID) []string {
	var names []string
	for _, f := range fs {
		for _, id := range ids {
			if f.id != id {
				continue
			}
			name, email := m.person(f)
			names = appendNew(names, personName(name, email))
		}
	}
	return names
}

// personName gives the name out of "name", "a@b.c (name)", "name (a@b.c)",
// "name <a@b.c>" and "a@b.c name", else the address.
func personName(name, email string) string {
	if strings.ContainsAny(name, "<&") {
		name = PlainText(shownAddress(name))
	}
	name = fold(name)
	if strings.Contains(name, "@") {
		var words []string
		for _, word := range strings.Fields(name) {
			if !isAddress(strings.Trim(word, "()<>[],;")) {
				words = append(words, word)
			}
		}
		rest := strings.Trim(strings.Join(words, " "), " ,;")
		if inner := strings.TrimSuffix(strings.TrimPrefix(rest, "("), ")"); len(rest)-len(inner) == 2 {
			rest = strings.TrimSpace(inner)
		}
		name = or(rest, strings.Trim(name, "()<> "))
	}
	if len(name) > 2 && name[0] == '"' && name[len(name)-1] == '"' {
		name = strings.TrimSpace(name[1 : len(name)-1])
	}
	return or(name, strings.TrimSpace(email))
}

// shownAddress puts the address in "name <a@b.c>", which is no tag, in round
// brackets.
func shownAddress(s string) string {
	before, rest, found := strings.Cut(s, "<")
	inner, after, closed := strings.Cut(rest, ">")
	if !found || !closed || !isAddress(inner) {
		return s
	}
	return before + "(" + inner + ")" + after
}

// isAddress holds for what looks like an e-mail address.
func isAddress(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	return found && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " /")
}

// categories gives what an item is filed under: the terms of Atom, the texts
// of RSS, and lists of keywords taken apart.
func (m *mapper) categories(fs fields) []string {
	var names []string
	for _, f := range fs {
		switch f.id {
		case fCategory, fAtomCategory:
			attrs := m.attrs(f)
			term, text := attr(attrs, "term"), ""
			if f.innerN > 0 {
				text = m.value(f)
			}
			if m.atom || f.id == fAtomCategory {
				text = or(term, attr(attrs, "label"), text)
			}
			names = appendNew(names, plainTitle(or(text, term)))
		case fDCSubject, fMediaCategory:
			names = appendNew(names, plainTitle(m.value(f)))
		case fITunesCategory:
			names = m.nestedCategories(names, f)
		case fITunesKeywords, fMediaKeywords:
			for word := range strings.SplitSeq(m.value(f), ",") {
				names = appendNew(names, fold(word))
			}
		case fMediaGroup, fMediaContent:
			names = m.mediaCategories(names, f)
		}
	}
	return names
}

// nestedCategories takes the text attribute of an itunes:category and of those
// inside it.
func (m *mapper) nestedCategories(names []string, f field) []string {
	names = appendNew(names, fold(attr(m.attrs(f), "text")))
	l := lexer{src: m.inner(f), lenient: true}
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		if tok.kind == tokOpen || tok.kind == tokEmpty {
			names = appendNew(names, fold(attr(tok.attrs, "text")))
		}
	}
	return names
}

// mediaCategories takes the categories and keywords that stand within a media
// element.
func (m *mapper) mediaCategories(names []string, f field) []string {
	if f.flags&hasElements == 0 {
		return names
	}
	for _, c := range m.children(f, "category") {
		names = appendNew(names, fold(c))
	}
	for _, words := range m.children(f, "keywords") {
		for word := range strings.SplitSeq(words, ",") {
			names = appendNew(names, fold(word))
		}
	}
	return names
}

// maxListed bounds the names, categories and enclosures of one item.
const maxListed = 256

func appendNew(list []string, s string) []string {
	if s == "" || len(list) == maxListed {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
