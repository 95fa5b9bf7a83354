// Package providers opens buckets of S3, Google Cloud Storage and Azure Blob Storage. It is
// apart from storage because the drivers are large.
package providers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/azureblob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/blob/s3blob"
)

// Schemes lists the schemes of URLs that Open knows.
func Schemes() []string { return []string{s3blob.Scheme, gcsblob.Scheme, azureblob.Scheme} }

// Open opens the bucket of SCHEME://BUCKET?OPTIONS, with the credentials of the
// environment.
func Open(ctx context.Context, url string) (*blob.Bucket, error) {
	scheme, _, _ := strings.Cut(url, "://")
	if !slices.Contains(Schemes(), scheme) {
		return nil, fmt.Errorf("tfreeze reads and writes %s://, not %s://: download it", strings.Join(Schemes(), "://, "), scheme)
	}
	if scheme == gcsblob.Scheme {
		return openGoogle(ctx, url)
	}
	return blob.OpenBucket(ctx, url)
}
