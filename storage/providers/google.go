package providers

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"gocloud.dev/blob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/gcp"
)

// openGoogle opens a bucket of Google's. Without credentials the driver writes to the
// standard output, and goes on, so they are looked for before, if there must be any.
func openGoogle(ctx context.Context, bucket string) (*blob.Bucket, error) {
	u, err := url.Parse(bucket)
	if err != nil {
		return nil, err
	}
	if os.Getenv("STORAGE_EMULATOR_HOST") != "" {
		return blob.OpenBucket(ctx, bucket)
	}
	if isPublic(u.Query()) {
		o := gcsblob.URLOpener{Client: gcp.NewAnonymousHTTPClient(gcp.DefaultTransport())}
		return o.OpenBucketURL(ctx, u)
	}
	if _, err := gcp.DefaultCredentials(ctx); err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	return blob.OpenBucket(ctx, bucket)
}

// isPublic reports whether a URL's options say that the bucket needs no credentials.
func isPublic(options url.Values) bool {
	anonymous, _ := strconv.ParseBool(options.Get("anonymous"))
	return anonymous || options.Get("access_id") == "-"
}
