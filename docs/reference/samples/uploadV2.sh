curl -u "$IMAGEKIT_PRIVATE_KEY:" https://upload.imagekit.io/api/v2/files/upload \
	-F file=@coffee.png \
	-F fileName=coffee.png \
	-F folder=/menu/drinks \
	-F tags=coffee,summer \
	-F 'customMetadata={"price": 4.5}'
