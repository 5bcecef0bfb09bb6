// LinuxSupport
