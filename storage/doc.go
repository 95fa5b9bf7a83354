// Package storage reads and writes objects in buckets, such as those of S3, Google Cloud
// Storage and Azure Blob Storage.
//
//	SCHEME://BUCKET/KEY?OPTIONS
//
// names an object, or a folder: all objects whose keys begin with KEY and a slash. A key is
// as the bucket has it: nothing in a URL is escaped, though Azure's driver stores some
// characters in a form of its own. OPTIONS are those of the driver, as in region=eu-west-1.
//
// An object is written whole or not at all. Create writes one only if it does not exist: of
// several processes that do so at once, one does.
//
// The drivers are in storage/providers, because they are large.
package storage
