package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"
)

// builtin is what messages call the embedded default.
const builtin = "built-in"

// Load reads, completes and checks a configuration. Every error is Problems.
// The empty path is the embedded default. Relative paths in a file start in
// its folder.
func Load(path string) (*Config, error) { return loadFile(path, newReport()) }

// LoadForReading is Load for commands that send nothing: secrets that are kept
// elsewhere, in files, the environment or credentials, are not fetched and are
// empty, and receivers are not checked.
func LoadForReading(path string) (*Config, error) {
	r := newReport()
	r.secretless = true
	return loadFile(path, r)
}

func loadFile(path string, r *report) (*Config, error) {
	if path == "" {
		return decodeAll(nil, r).finish()
	}
	data, err := readBounded(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Problems{{File: path, Line: 1, Column: 1, Message: "there is no such file", Hint: "without --config the built-in default is used"}}
	}
	if err != nil {
		return nil, Problems{{File: path, Line: 1, Column: 1, Message: "the file cannot be read: " + err.Error()}}
	}
	return load(&source{file: path, dir: filepath.Dir(path), data: data}, r)
}

// load completes the user's file with the defaults and checks the whole.
func load(user *source, r *report) (*Config, error) {
	return decodeAll(user, r).finish()
}

// loading is a configuration that was decoded and not yet checked.
type loading struct {
	*report
	config *Config
	src    *source // the user's file, or the default where there is none
}

// decodeAll decodes the user's file over the defaults; nil is the defaults
// alone.
func decodeAll(user *source, r *report) *loading {
	l := &loading{r, &Config{File: builtin}, &source{file: builtin, data: defaultYAML}}
	if l.open(l.src) {
		l.decode(l.src, l.config)
	}
	if user != nil {
		l.src, l.config.File = user, user.file
		if l.open(user) {
			l.decode(user, l.config)
		}
	}
	return l
}

// finish checks what was decoded and gives the configuration or its problems.
func (l *loading) finish() (*Config, error) {
	if l.src.root != nil && !l.full() {
		l.config.check(l.report, l.src)
	}
	problems, warnings := l.report.finish(l.config.File)
	if len(problems) > 0 {
		return nil, problems
	}
	l.config.Warnings = warnings
	return l.config, nil
}

// check completes what depends on other values and reports all that will not
// do.
func (c *Config) check(r *report, src *source) {
	k := checker{r, src}
	if c.Timezone.Location == nil {
		c.Timezone.Location = time.Local
	}
	k.fetch(&c.Fetch)
	k.allFeeds(c)
	if !r.secretless {
		k.receivers(c)
	}
	profiles := k.profiles(c)
	k.digests(c, profiles)
	k.templates(&c.Templates)
	k.web(&c.Web)
	k.oneOf(path{"log", "level"}, c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf(path{"log", "format"}, c.Log.Format, "auto", "text", "journal", "json")
}
