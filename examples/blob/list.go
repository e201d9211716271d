package blob

import (
	"context"
	"path"
	"slices"
	"strings"

	"gocloud.dev/blob/driver"

	"github.com/openimagekit/imagekit"
)

const defaultPageSize = 1000

// ListPaged lists all files below the folder of the prefix for each page, because the service does not list files in
// the order of their keys.
func (b *bucket) ListPaged(ctx context.Context, o *driver.ListOptions) (*driver.ListPage, error) {
	if err := before(o.BeforeList); err != nil {
		return nil, err
	}
	folder := b.root
	if dir, _, ok := cutLast(o.Prefix); ok {
		folder = path.Join(folder, escapePath(dir))
	}
	var objects []*driver.ListObject
	directories := map[string]bool{}
	collect := func(file *imagekit.File) {
		object := b.object(file, o)
		if object == nil || directories[object.Key] {
			return
		}
		if object.IsDir {
			directories[object.Key] = true
		}
		objects = append(objects, object)
	}
	if err := b.walk(ctx, folder, collect); err != nil {
		return nil, err
	}
	slices.SortFunc(objects, func(x, y *driver.ListObject) int { return strings.Compare(x.Key, y.Key) })
	return page(objects, o), nil
}

// page returns the objects after the token.
func page(objects []*driver.ListObject, o *driver.ListOptions) *driver.ListPage {
	if token := string(o.PageToken); token != "" {
		first := slices.IndexFunc(objects, func(object *driver.ListObject) bool { return object.Key > token })
		if first < 0 {
			first = len(objects)
		}
		objects = objects[first:]
	}
	size := o.PageSize
	if size == 0 {
		size = defaultPageSize
	}
	if len(objects) <= size {
		return &driver.ListPage{Objects: objects}
	}
	return &driver.ListPage{Objects: objects[:size], NextPageToken: []byte(objects[size-1].Key)}
}

// walk calls a function for all files in a folder and in the folders in it.
func (b *bucket) walk(ctx context.Context, folder string, visit func(*imagekit.File)) error {
	params := &imagekit.ListFilesParams{Path: &folder}
	for file, err := range b.ik.Files(ctx, params) {
		if err != nil {
			return err
		}
		visit(file)
	}
	params.Type = new(imagekit.AssetTypeFilterFolder)
	for asset, err := range b.ik.Assets(ctx, params) {
		if err != nil {
			return err
		}
		if err := b.walk(ctx, path.Join(folder, asset.Name), visit); err != nil {
			return err
		}
	}
	return nil
}

// object returns the entry of a file in a list, nil if the list does not have the file.
func (b *bucket) object(file *imagekit.File, o *driver.ListOptions) *driver.ListObject {
	key, ok := b.key(file.FilePath)
	rest, hasPrefix := strings.CutPrefix(key, o.Prefix)
	if !ok || !hasPrefix {
		return nil
	}
	if o.Delimiter != "" {
		if i := strings.Index(rest, o.Delimiter); i >= 0 {
			return &driver.ListObject{Key: o.Prefix + rest[:i+len(o.Delimiter)], IsDir: true}
		}
	}
	return &driver.ListObject{Key: key, ModTime: file.UpdatedAt, Size: file.Size, AsFunc: as(file)}
}
