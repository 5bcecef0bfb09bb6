// APIMachinery
