package store

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// schema is the number of the layout that this version writes.
const schema = 1

var schemaKey = []byte("schema")

// lockWait is how long Open waits for another process to let go of the file:
// long enough for one that is just closing.
const lockWait = 2 * time.Second

// Open opens the file, or creates it with mode 0600 in a folder of mode 0700.
// A file that is there is never overwritten: what cannot be read is an error,
// and so is an empty file. The errors say what to do; ErrLocked, ErrSchema and
// fs.ErrPermission can be told apart.
func Open(path string) (*Store, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := create(path); err != nil {
			return nil, openError(path, err)
		}
	case err != nil:
		return nil, openError(path, err)
	case info.IsDir():
		return nil, fmt.Errorf("open store %s: this is a folder, the store is a file: remove the folder, or use another --state-dir", path)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("open store %s: this is not a regular file: use another --state-dir", path)
	}
	db, err := openFile(path, false)
	if err != nil {
		return nil, openError(path, err)
	}
	s := newStore(db)
	if err := s.readMark(); err != nil {
		return nil, openError(path, errors.Join(err, s.Close()))
	}
	return s, nil
}

// create makes an empty store aside and links it into place, so that a crash
// leaves either a whole store or none, and of two processes that start at the
// same time both end up with the same one.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	_, err := aside(path, moveNew, func(draft string) (int64, error) {
		db, err := bolt.Open(draft, 0o600, options())
		if err != nil {
			return 0, err
		}
		return 0, errors.Join(db.Update(writeSchema), db.Close())
	})
	if errors.Is(err, fs.ErrExist) { // another process was quicker
		return nil
	}
	return err
}

func writeSchema(tx *bolt.Tx) error {
	for _, name := range slices.Concat(allBuckets, youngBuckets) {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(schemaKey, strconv.AppendInt(nil, schema, 10))
}

// options are chosen for a file of up to a few gigabytes that one process
// writes a few times a second.
//
// The list of free pages is written with every commit (no NoFreelistSync).
// Without it, commits after a mass deletion are quicker (3.7 ms, not 18 ms,
// with 650 MB free in 2.2 GB), but every open reads the whole file (1.3 to 2.4
// s, not 0.04 ms), and does so where a damaged page ends the process instead of
// being an error. Deletions come in small lots here, and their pages are soon
// used again.
func options() *bolt.Options {
	return &bolt.Options{
		Timeout:         lockWait,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapSize(),
	}
}

// mapSize is the address space reserved for the file, in bytes. Only when the
// file outgrows it does the writer have to wait for readers to map it anew.
// It costs no memory, but Windows would make the file that large.
func mapSize() int {
	switch {
	case runtime.GOOS == "windows":
		return 0
	case math.MaxInt == math.MaxInt32:
		return 256 << 20
	default:
		return 1 << 32 & math.MaxInt // the mask only lets this compile where int has 32 bits
	}
}

// openFile opens an existing file; where it is only read, buckets that an older
// program did not have stay missing. bbolt panics on some damaged pages, and a
// page beyond the end of a shortened file is a memory fault: both become
// errors here. The file then stays locked until the process ends, because it
// stays mapped.
func openFile(path string, readOnly bool) (db *bolt.DB, err error) {
	opts := options()
	opts.ReadOnly = readOnly
	var opened *os.File
	opts.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		opened = file
		return file, refuseEmpty(file)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, fmt.Errorf("%w: %v", berrors.ErrInvalid, p)
		}
	}()
	db, err = bolt.Open(path, 0o600, opts)
	if err != nil {
		return nil, err
	}
	if err = inspect(db, opened, path); err == nil && !readOnly {
		err = complete(db)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// complete adds the buckets that an older program of this schema did not have.
func complete(db *bolt.DB) error {
	missing := func(tx *bolt.Tx) bool {
		return slices.ContainsFunc(youngBuckets, func(name []byte) bool { return tx.Bucket(name) == nil })
	}
	var old bool
	if err := db.View(func(tx *bolt.Tx) error { old = missing(tx); return nil }); err != nil || !old {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		for _, name := range youngBuckets {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuseEmpty keeps bbolt from making a new store out of what may be the
// remains of one.
func refuseEmpty(file *os.File) error {
	info, err := file.Stat()
	if err == nil && info.Size() == 0 {
		err = fmt.Errorf("%w: the file is empty", berrors.ErrInvalid)
	}
	if err != nil {
		return errors.Join(err, file.Close())
	}
	return nil
}

// inspect makes sure that the open file is a whole store of a known schema.
func inspect(db *bolt.DB, opened *os.File, path string) error {
	return db.View(func(tx *bolt.Tx) error {
		info, err := opened.Stat()
		if err != nil {
			return err
		}
		named, err := os.Stat(path)
		if err != nil {
			return err
		}
		if !os.SameFile(info, named) { // another process was compacting it
			return berrors.ErrTimeout
		}
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w: the file ends after %d of %d bytes", berrors.ErrInvalid, info.Size(), tx.Size())
		}
		meta := tx.Bucket(metaBucket)
		if meta == nil {
			return fmt.Errorf("%w: the buckets are not those of vedette", berrors.ErrInvalid)
		}
		found, err := strconv.Atoi(string(meta.Get(schemaKey)))
		if err != nil || found < 1 {
			return fmt.Errorf("%w: the schema is not given", berrors.ErrInvalid)
		}
		if found > schema {
			return fmt.Errorf("%w: the file has schema %d, this vedette knows up to %d", ErrSchema, found, schema)
		}
		for _, name := range allBuckets {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w: bucket %q is missing", berrors.ErrInvalid, name)
			}
		}
		return nil
	})
}

// openError adds to what bbolt or the system says what the user can do.
func openError(path string, err error) error {
	remedy := "this is not a vedette store, or it is damaged; it was left as it is: "
	var system syscall.Errno
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		err, remedy = ErrLocked, "is the daemon running? stop it, or use another --state-dir"
	case errors.Is(err, ErrSchema):
		remedy = "install the newer vedette, or use another --state-dir"
	case errors.Is(err, fs.ErrPermission):
		remedy = "run as the user that owns it, or use another --state-dir"
	case errors.As(err, &system):
		return fmt.Errorf("open store %s: %w", path, err) // it says enough: no space, too many files
	default:
		remedy += Remedy(path)
	}
	return fmt.Errorf("open store %s: %w: %s", path, err, remedy)
}
