package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vedette/matcher"
)

// Source is where a profile was read from.
type Source struct {
	File string // its path; "built-in/NAME.yaml" for an embedded one
	YAML []byte
}

// profileSet gathers profiles and the lexicons that they name.
type profileSet struct {
	checker
	config   *Config
	profiles map[string]*source          // by name
	lexicons map[string]*matcher.Lexicon // by the name that profiles use; nil for one with problems
	origins  map[string]*source          // of lexicons, likewise
	listed   path                        // the entry of `profiles` at work
}

// LoadProfile reads the text of one profile, whether a configuration lists it
// or not. In what it returns, Loaded holds the profile alone; Lexicons, Matcher
// and Warnings are its own. Every error is Problems. Relative paths start in
// the folder of file.
func LoadProfile(file string, data []byte) (*Config, error) {
	src := &source{file: file, dir: filepath.Dir(file), data: data}
	c := &Config{File: file, Sources: map[string]Source{}}
	r := newReport()
	set := newProfileSet(checker{r, src}, c)
	set.load(src)
	set.compile()
	problems, warnings := r.finish(file)
	if len(problems) > 0 {
		return nil, problems
	}
	c.Warnings = warnings
	return c, nil
}

func newProfileSet(k checker, c *Config) *profileSet {
	return &profileSet{
		checker: k, config: c,
		profiles: map[string]*source{}, lexicons: map[string]*matcher.Lexicon{}, origins: map[string]*source{},
	}
}

// profiles loads and compiles all that are listed. It returns their names, or
// nil when some could not be loaded.
func (k checker) profiles(c *Config) []string {
	set := newProfileSet(k, c)
	c.Sources = map[string]Source{}
	before := len(k.report.problems)
	for i, entry := range c.Profiles {
		if k.full() {
			return nil
		}
		set.listed = path{"profiles", i}
		set.entry(entry)
	}
	if len(c.Profiles) == 0 {
		k.warn(path{"profiles"}, "there are no profiles: nothing will be found", "built in are "+strings.Join(BuiltinProfiles(), ", "))
	}
	complete := len(k.report.problems) == before && !k.holdsBroken(k.src, path{"profiles"})
	set.compile()
	if !complete {
		return nil
	}
	names := []string{}
	for _, p := range c.Loaded {
		names = append(names, p.Name)
	}
	return names
}

// entry loads what one entry of the list stands for: a built-in profile, a
// file, or a folder.
func (s *profileSet) entry(name string) {
	if data, err := ProfileYAML(name); err == nil {
		s.load(&source{file: builtin + "/" + name + ".yaml", data: data})
		return
	}
	full := resolve(s.src.dir, name)
	info, err := os.Stat(full)
	switch {
	case err == nil && info.IsDir():
		s.folder(name, full)
	case err == nil || isPath(name):
		s.file(name, full)
	default:
		hint := "built in are " + strings.Join(BuiltinProfiles(), ", ") + "; a file is written as ./NAME.yaml"
		if near := nearest(name, BuiltinProfiles()); near != "" {
			hint = "did you mean " + near + "?"
		}
		s.wrong(s.listed, "there is no profile "+quote(name), hint)
	}
}

// isPath tells a file from a name.
func isPath(name string) bool {
	return strings.ContainsAny(name, `/\`) || isYAML(name)
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

func (s *profileSet) folder(name, full string) {
	entries, err := os.ReadDir(full)
	if err != nil {
		s.wrong(s.listed, quote(name)+" cannot be read: "+reason(err).Error(), "")
		return
	}
	found := false
	for _, e := range entries {
		if isYAML(e.Name()) && !e.IsDir() {
			found = true
			s.file(filepath.Join(name, e.Name()), filepath.Join(full, e.Name()))
		}
	}
	if !found {
		s.wrong(s.listed, "the folder "+quote(name)+" holds no profile", "profiles are files that end in .yaml")
	}
}

func (s *profileSet) file(name, full string) {
	data, err := readBounded(full, maxFile)
	if err != nil {
		s.wrong(s.listed, quote(name)+" cannot be read: "+err.Error(), "a path starts in the folder of this file")
		return
	}
	s.load(&source{file: full, dir: filepath.Dir(full), data: data})
}

// load decodes a profile and loads the lexicons it names. Only one without
// problems is handed to the matcher.
func (s *profileSet) load(src *source) {
	before := len(s.problems)
	if !s.open(src) {
		return
	}
	p := &matcher.Profile{}
	s.decode(src, p)
	if strings.TrimSpace(p.Title) == "" {
		p.Title = p.Name // it stands in headings
	}
	k := checker{s.report, src}
	for i := range p.Lexicon {
		p.Lexicon[i] = s.lexicon(k, path{"lexicon", i}, p.Lexicon[i])
	}
	sound := len(s.problems) == before
	for _, name := range p.Lexicon {
		sound = sound && s.lexicons[name] != nil
	}
	switch other := s.profiles[p.Name]; {
	case p.Name == "":
		k.missing(path{"name"}, "such as my-subject")
	case other != nil:
		s.wrong(s.listed, "two profiles are named "+quote(p.Name)+": "+printable(other.file)+" and "+printable(src.file), "rename one")
	default:
		s.profiles[p.Name] = src
		s.config.Sources[p.Name] = Source{src.file, src.data}
		if sound {
			s.config.Loaded = append(s.config.Loaded, p)
		}
	}
}

// lexicon loads a shared lexicon once and returns the name it is kept by: its
// own for a built-in one, the full path for a file.
func (s *profileSet) lexicon(k checker, p path, name string) string {
	key, src := name, &source{file: builtin + "/lexicon/" + name + ".yaml"}
	data, err := LexiconYAML(name)
	if err != nil && isPath(name) {
		key = resolve(k.src.dir, name)
		src = &source{file: key, dir: filepath.Dir(key)}
		data, err = readBounded(key, maxFile)
	}
	if err != nil {
		hint := "built in are " + strings.Join(BuiltinLexicons(), ", ") + "; a file is written as ./NAME.yaml"
		if near := nearest(name, BuiltinLexicons()); near != "" {
			hint = "did you mean " + near + "?"
		}
		k.wrong(p, "there is no lexicon "+quote(name), hint)
		return key
	}
	if _, loaded := s.lexicons[key]; loaded {
		return key
	}
	src.data = data
	before, lexicon := len(s.problems), &matcher.Lexicon{}
	if s.open(src) {
		s.decode(src, lexicon)
	}
	s.origins[key], s.lexicons[key] = src, lexicon
	if len(s.problems) > before {
		s.lexicons[key] = nil
	}
	return key
}

// compile hands the profiles to the matcher and finds the places of what it
// reports.
func (s *profileSet) compile() {
	compiled, problems := matcher.Compile(s.config.Loaded, s.lexicons)
	s.config.Matcher, s.config.Lexicons = compiled, s.lexicons
	for _, p := range problems {
		src := s.profiles[p.In]
		if p.Lexicon {
			src = s.origins[p.In]
		}
		if src == nil { // not from a file: the list itself is the nearest place
			s.wrong(path{"profiles"}, p.Message, p.Hint)
			continue
		}
		if s.full() {
			return
		}
		n, whole := src.at(p.Path)
		at := src.offset(n.Line, n.Column)
		if whole && n.Value != "" {
			at = src.within(n, p.Offset)
		}
		problem := src.problem(at, slices.Clone(p.Path), p.Message, p.Hint)
		if p.Warning {
			put(&s.warnings, problem)
		} else {
			put(&s.problems, problem)
		}
	}
}
