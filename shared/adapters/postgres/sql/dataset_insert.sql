INSERT INTO avexra.datasets (id, workspace, channel, name, label, created_by)
VALUES (%(id)s, %(workspace)s, %(channel)s, %(name)s, %(label)s, %(created_by)s)
