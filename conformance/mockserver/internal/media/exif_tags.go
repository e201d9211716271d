package media

import "maps"

// exifTag is the name of a tag in the service, and the form of its values. form converts an entry to the type that the
// API document has. It returns nil if that is not possible, as in a damaged file.
type exifTag struct {
	name string
	form func(exifEntry) any
}

// profileTag is the tag of the color profile in a TIFF file.
const profileTag = 0x8773

// imageTags are the tags of the first directory.
var imageTags = map[uint16]exifTag{
	0x0100: {"ImageWidth", exifNumber},
	0x0101: {"ImageHeight", exifNumber},
	0x0102: {"BitsPerSample", exifNumbers},
	0x0103: {"Compression", exifNumber},
	0x0106: {"PhotometricInterpretation", exifNumber},
	0x010e: {"ImageDescription", exifText},
	0x010f: {"Make", exifText},
	0x0110: {"Model", exifText},
	0x0112: {"Orientation", exifNumber},
	0x0115: {"SamplesPerPixel", exifNumber},
	0x011a: {"XResolution", exifNumber},
	0x011b: {"YResolution", exifNumber},
	0x011c: {"PlanarConfiguration", exifNumber},
	0x0128: {"ResolutionUnit", exifNumber},
	0x0131: {"Software", exifText},
	0x0132: {"ModifyDate", exifText},
	0x013b: {"Artist", exifText},
	0x013c: {"HostComputer", exifText},
	0x0213: {"YCbCrPositioning", exifNumber},
	0x4746: {"Rating", exifNumber},
	0x8298: {"Copyright", exifText},
	0x8769: {"ExifOffset", exifNumber},
	0x8825: {"GPSInfo", exifNumber},
}

// thumbnailTags are the tags of the second directory, which also has the offset and length of the thumbnail.
var thumbnailTags = func() map[uint16]exifTag {
	tags := maps.Clone(imageTags)
	tags[0x0201] = exifTag{"ThumbnailOffset", exifNumber}
	tags[0x0202] = exifTag{"ThumbnailLength", exifNumber}
	return tags
}()

// detailTags are the tags of the directory with the details of the exposure.
var detailTags = map[uint16]exifTag{
	0x829a: {"ExposureTime", exifNumber},
	0x829d: {"FNumber", exifNumber},
	0x8822: {"ExposureProgram", exifNumber},
	0x8827: {"ISO", exifNumber},
	0x8830: {"SensitivityType", exifNumber},
	0x8832: {"RecommendedExposureIndex", exifNumber},
	0x9000: {"ExifVersion", exifText},
	0x9003: {"DateTimeOriginal", exifText},
	0x9004: {"CreateDate", exifText},
	0x9010: {"OffsetTime", exifText},
	0x9011: {"OffsetTimeOriginal", exifText},
	0x9012: {"OffsetTimeDigitized", exifText},
	0x9101: {"ComponentsConfiguration", exifText},
	0x9102: {"CompressedBitsPerPixel", exifNumber},
	0x9201: {"ShutterSpeedValue", exifNumber},
	0x9202: {"ApertureValue", exifNumber},
	0x9203: {"BrightnessValue", exifNumber},
	0x9204: {"ExposureCompensation", exifNumber},
	0x9205: {"MaxApertureValue", exifNumber},
	0x9206: {"SubjectDistance", exifNumber},
	0x9207: {"MeteringMode", exifNumber},
	0x9208: {"LightSource", exifNumber},
	0x9209: {"Flash", exifNumber},
	0x920a: {"FocalLength", exifNumber},
	0x9214: {"SubjectArea", exifNumbers},
	0x9286: {"UserComment", exifText},
	0x9290: {"SubSecTime", exifText},
	0x9291: {"SubSecTimeOriginal", exifText},
	0x9292: {"SubSecTimeDigitized", exifText},
	0xa000: {"FlashpixVersion", exifText},
	0xa001: {"ColorSpace", exifNumber},
	0xa002: {"ExifImageWidth", exifNumber},
	0xa003: {"ExifImageHeight", exifNumber},
	0xa005: {"InteropOffset", exifNumber},
	0xa20e: {"FocalPlaneXResolution", exifNumber},
	0xa20f: {"FocalPlaneYResolution", exifNumber},
	0xa210: {"FocalPlaneResolutionUnit", exifNumber},
	0xa215: {"ExposureIndex", exifNumber},
	0xa217: {"SensingMethod", exifNumber},
	0xa300: {"FileSource", exifText},
	0xa301: {"SceneType", exifText},
	0xa401: {"CustomRendered", exifNumber},
	0xa402: {"ExposureMode", exifNumber},
	0xa403: {"WhiteBalance", exifNumber},
	0xa404: {"DigitalZoomRatio", exifNumber},
	0xa405: {"FocalLengthIn35mmFormat", exifNumber},
	0xa406: {"SceneCaptureType", exifNumber},
	0xa407: {"GainControl", exifNumber},
	0xa408: {"Contrast", exifNumber},
	0xa409: {"Saturation", exifNumber},
	0xa40a: {"Sharpness", exifNumber},
	0xa40c: {"SubjectDistanceRange", exifNumber},
	0xa420: {"ImageUniqueID", exifText},
	0xa430: {"OwnerName", exifText},
	0xa431: {"SerialNumber", exifText},
	0xa432: {"LensInfo", exifNumbers},
	0xa433: {"LensMake", exifText},
	0xa434: {"LensModel", exifText},
	0xa435: {"LensSerialNumber", exifText},
}

// gpsTags are the tags of the GPS directory, which has its own numbers.
var gpsTags = map[uint16]exifTag{
	0x00: {"GPSVersionID", exifNumbers},
	0x01: {"GPSLatitudeRef", exifText},
	0x02: {"GPSLatitude", exifNumbers},
	0x03: {"GPSLongitudeRef", exifText},
	0x04: {"GPSLongitude", exifNumbers},
	0x05: {"GPSAltitudeRef", exifNumber},
	0x06: {"GPSAltitude", exifNumber},
	0x07: {"GPSTimeStamp", exifNumbers},
	0x08: {"GPSSatellites", exifText},
	0x09: {"GPSStatus", exifText},
	0x0a: {"GPSMeasureMode", exifText},
	0x0b: {"GPSDOP", exifNumber},
	0x0c: {"GPSSpeedRef", exifText},
	0x0d: {"GPSSpeed", exifNumber},
	0x0e: {"GPSTrackRef", exifText},
	0x0f: {"GPSTrack", exifNumber},
	0x10: {"GPSImgDirectionRef", exifText},
	0x11: {"GPSImgDirection", exifNumber},
	0x12: {"GPSMapDatum", exifText},
	0x17: {"GPSDestBearingRef", exifText},
	0x18: {"GPSDestBearing", exifNumber},
	0x1b: {"GPSProcessingMethod", exifText},
	0x1d: {"GPSDateStamp", exifText},
	0x1f: {"GPSHPositioningError", exifNumber},
}

// interoperabilityTags are the tags of the interoperability directory.
var interoperabilityTags = map[uint16]exifTag{
	1: {"InteropIndex", exifText},
	2: {"InteropVersion", exifText},
}
