from allmenning.cli import main

main()
