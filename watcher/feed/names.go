package feed

import "strings"

// A space is a namespace as far as feeds care.
type space uint8

const (
	spaceOther space = iota
	spaceNative
	spaceAtom
	spaceRDF
	spaceDC
	spaceTerms
	spaceContent
	spaceMedia
	spaceITunes
	spaceXHTML
	spaceSy
	spacePlay
	spaceNews
	spaceImage
	spaceBurner
)

// spaceOf knows a namespace by its address, as loosely as publishers write it.
func spaceOf(uri string) space {
	uri = strings.ToLower(strings.TrimRight(strings.TrimSpace(uri), "/"))
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "https://"), "http://")
	uri = strings.TrimPrefix(uri, "www.")
	if sp, known := spaces[uri]; known {
		return sp
	}
	for _, family := range spaceFamilies {
		if strings.Contains(uri, family.part) {
			return family.space
		}
	}
	return spaceOther
}

// spaceFamilies are for addresses of which publishers write many variants.
var spaceFamilies = []struct {
	part  string
	space space
}{
	{"search.yahoo.com/", spaceMedia},
	{"/dtds/podcast-1.0.dtd", spaceITunes},
	{"google.com/schemas/sitemap-news", spaceNews},
	{"google.com/schemas/sitemap-image", spaceImage},
}

var spaces = map[string]space{
	"":                                     spaceNative,
	"purl.org/rss/1.0":                     spaceNative,
	"purl.org/net/rss1.1#":                 spaceNative,
	"my.netscape.com/rdf/simple/0.9":       spaceNative,
	"channel.netscape.com/rdf/simple/0.9":  spaceNative,
	"backend.userland.com/rss":             spaceNative,
	"backend.userland.com/rss2":            spaceNative,
	"backend.userland.com/rss091":          spaceNative,
	"blogs.law.harvard.edu/tech/rss":       spaceNative,
	"w3.org/2005/atom":                     spaceAtom,
	"purl.org/atom/ns#":                    spaceAtom,
	"w3.org/1999/02/22-rdf-syntax-ns#":     spaceRDF,
	"purl.org/dc/elements/1.1":             spaceDC,
	"purl.org/dc/elements/1.0":             spaceDC,
	"purl.org/dc/terms":                    spaceTerms,
	"purl.org/rss/1.0/modules/content":     spaceContent,
	"purl.org/pie":                         spaceAtom,
	"purl.org/echo":                        spaceAtom,
	"purl.org/rss/1.0/modules/syndication": spaceSy,
	"search.yahoo.com/mrss":                spaceMedia,
	"w3.org/1999/xhtml":                    spaceXHTML,
	"rssnamespace.org/feedburner/ext/1.0":  spaceBurner,
	"google.com/schemas/play-podcasts/1.0": spacePlay,
}

// prefixSpaces is for prefixes that nobody declared.
var prefixSpaces = map[string]space{
	"": spaceNative, "rss": spaceNative, "atom": spaceAtom, "a10": spaceAtom, "rdf": spaceRDF, "dc": spaceDC,
	"dcterms": spaceTerms, "content": spaceContent, "media": spaceMedia,
	"itunes": spaceITunes, "xhtml": spaceXHTML, "sy": spaceSy, "googleplay": spacePlay, "news": spaceNews, "image": spaceImage, "feedburner": spaceBurner,
}

// A fieldID names an element that carries something for us, of an item or of
// the channel. The zero value is any other element.
type fieldID uint8

const (
	fOther fieldID = iota
	fTitle
	fLink
	fGUID
	fID
	fPubDate
	fDescription
	fSummary
	fContent
	fEncoded
	fAuthor
	fContributor
	fCategory
	fEnclosure
	fSource
	fUpdated
	fModified
	fPublished
	fIssued
	fCreated
	fDate
	fAbstract
	fFullItem
	fLanguage
	fSubtitle
	fTagline
	fInfo
	fLastBuildDate
	fManagingEditor
	fWebMaster
	fDCTitle
	fDCCreator
	fDCAuthor
	fDCDate
	fDCSubject
	fDCDescription
	fDCLanguage
	fDCIdentifier
	fTermsIssued
	fTermsModified
	fTermsCreated
	fMediaTitle
	fMediaDescription
	fMediaContent
	fMediaGroup
	fMediaKeywords
	fITunesTitle
	fITunesAuthor
	fITunesSummary
	fITunesSubtitle
	fITunesKeywords
	fAtomTitle
	fAtomLink
	fAtomID
	fAtomSummary
	fAtomContent
	fAtomAuthor
	fAtomUpdated
	fAtomPublished
	fXHTMLBody
	fXHTMLDiv
	fTTL
	fSkipHours
	fSkipDays
	fUpdatePeriod
	fUpdateFrequency
	fDCPublisher
	fMediaCategory
	fMediaThumbnail
	fMediaPeerLink
	fITunesOwner
	fITunesCategory
	fPlayAuthor
	fPlayDescription
	fAtomCategory
	fOrigLink
	fLoc
	fLastMod
	fNews
	fImage
	fieldCount
)

// fieldNames are also the names under which gofeed is given the fields. It
// takes the prefixes as they are, since nothing declares them.
var fieldNames = [fieldCount]string{
	fTitle: "title", fLink: "link", fGUID: "guid", fID: "id", fPubDate: "pubdate",
	fDescription: "description", fSummary: "summary", fContent: "content", fEncoded: "content:encoded",
	fAuthor: "author", fContributor: "contributor", fCategory: "category", fEnclosure: "enclosure", fSource: "source",
	fUpdated: "updated", fModified: "modified", fPublished: "published", fIssued: "issued",
	fCreated: "created", fDate: "date", fAbstract: "abstract", fFullItem: "fullitem",
	fLanguage: "language", fSubtitle: "subtitle", fTagline: "tagline", fInfo: "info",
	fLastBuildDate: "lastbuilddate", fManagingEditor: "managingeditor", fWebMaster: "webmaster",
	fDCTitle: "dc:title", fDCCreator: "dc:creator", fDCAuthor: "dc:author", fDCDate: "dc:date",
	fDCSubject: "dc:subject", fDCDescription: "dc:description", fDCLanguage: "dc:language",
	fDCIdentifier: "dc:identifier", fTermsIssued: "dcterms:issued", fTermsModified: "dcterms:modified",
	fTermsCreated: "dcterms:created", fMediaTitle: "media:title", fMediaDescription: "media:description",
	fMediaContent: "media:content", fMediaGroup: "media:group", fMediaKeywords: "media:keywords",
	fITunesTitle: "itunes:title", fITunesAuthor: "itunes:author",
	fITunesSummary: "itunes:summary", fITunesSubtitle: "itunes:subtitle", fITunesKeywords: "itunes:keywords",
	fAtomTitle: "atom:title", fAtomLink: "atom:link", fAtomID: "atom:id", fAtomSummary: "atom:summary", fAtomContent: "atom:content",
	fAtomAuthor: "atom:author", fAtomUpdated: "atom:updated", fAtomPublished: "atom:published",
	fXHTMLBody: "xhtml:body", fXHTMLDiv: "xhtml:div",
	fTTL: "ttl", fSkipHours: "skiphours", fSkipDays: "skipdays", fUpdatePeriod: "sy:updateperiod", fUpdateFrequency: "sy:updatefrequency",
	fDCPublisher: "dc:publisher", fMediaCategory: "media:category", fMediaThumbnail: "media:thumbnail", fMediaPeerLink: "media:peerlink", fITunesOwner: "itunes:owner", fITunesCategory: "itunes:category",
	fPlayAuthor: "googleplay:author", fPlayDescription: "googleplay:description", fAtomCategory: "atom:category", fOrigLink: "feedburner:origlink",
	fLoc: "loc", fLastMod: "lastmod", fNews: "news:news", fImage: "image:image",
}

var fieldIDs = func() map[string]fieldID {
	ids := make(map[string]fieldID, fieldCount)
	for id, name := range fieldNames {
		if name != "" {
			ids[name] = fieldID(id)
		}
	}
	return ids
}()

// spacePrefix is what fieldNames call a namespace.
var spacePrefix = [...]string{
	spaceOther: "?:", spaceNative: "", spaceAtom: "atom:", spaceRDF: "rdf:", spaceDC: "dc:",
	spaceTerms: "dcterms:", spaceContent: "content:", spaceMedia: "media:", spaceITunes: "itunes:",
	spaceXHTML: "xhtml:", spaceSy: "sy:", spacePlay: "googleplay:", spaceNews: "news:", spaceImage: "image:", spaceBurner: "feedburner:",
}

// container holds for fields whose children have names of fields themselves.
func (id fieldID) container() bool {
	switch id {
	case fSource, fAuthor, fContributor, fAtomAuthor, fMediaGroup, fMediaContent, fXHTMLBody, fXHTMLDiv, fFullItem, fOther,
		fITunesOwner, fITunesCategory, fNews, fImage:
		return true
	}
	return false
}

// endsOthers holds for fields that cannot stand inside another one, because
// HTML has no element of that name: when one starts inside a field of a
// damaged document, the field was not closed.
func (id fieldID) endsOthers() bool {
	switch id {
	case fOther, fLink, fTitle, fSummary, fSource, fContent, fAbstract, fDate, fLanguage, fInfo, fID:
		return false
	}
	return true
}
