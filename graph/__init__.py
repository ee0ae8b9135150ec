"""Microsoft Graph stops here: the channel's messages and its SharePoint library, and a folder on disk with the same face."""
